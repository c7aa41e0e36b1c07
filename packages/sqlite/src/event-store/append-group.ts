import {
  type Appended,
  EventIdConflict,
  findRepeatedAppend,
  type Instant,
  meetsExpectedRevision,
  type SerialisedEvent,
} from '@phananh/core/store';
import type { Connection } from './connection.ts';
import type { EventIds } from './event-ids.ts';
import type { Group, GroupedAppend, Outcome } from './messages.ts';

/**
 * Appends a group in one transaction. Each append is checked against what the ones before it left, and keeps its own
 * outcome; one that is refused takes no other with it.
 *
 * @returns the outcomes in the order of the appends, after the commit
 * @throws whatever SQLite throws: then nothing of the group is in the log
 */
export const groupAppender = (
  connection: Connection,
  ids: EventIds,
): ((group: Group) => readonly Outcome[]) => {
  const begin = connection.prepare('BEGIN IMMEDIATE');
  const commit = connection.prepare('COMMIT');
  const rollback = connection.prepare('ROLLBACK');
  const appendOne = appender(connection, ids);

  return ({ appends }) => {
    begin.run();
    try {
      const outcomes = appends.map(appendOne);
      commit.run();
      ids.committed();
      return outcomes;
    } catch (error) {
      ids.rolledBack();
      // Some failures, a full disk among them, have rolled the transaction back already.
      if (connection.inTransaction) rollback.run();
      throw error;
    }
  };
};

const appender = (connection: Connection, ids: EventIds): ((append: GroupedAppend) => Outcome) => {
  const lastRevision = connection
    .prepare<[string], number>('SELECT revision FROM events WHERE stream = +? ORDER BY revision DESC LIMIT 1')
    .pluck();
  const insert = connection.prepare<[string, number, string, string, number, string, string, Instant]>(
    `INSERT INTO events (stream, revision, id, type, version, data, metadata, recorded_at)
     VALUES (?, ?, unhex(?, '-'), ?, ?, ?, ?, ?)`,
  );

  const insertAll = ({ stream, events, recordedAt }: GroupedAppend, first: number): Appended => {
    let revision = first - 1;
    let position = 0;
    for (const { id, type, version, data, metadata } of events) {
      revision += 1;
      const result = insert.run(stream, revision, id, type, version, data, metadata, recordedAt);
      position = Number(result.lastInsertRowid);
      ids.note(id, position);
    }
    return { revision, position };
  };

  return (append) => {
    const { stream, events, expectedRevision, related } = append;
    // Before anything is inserted, so that nothing has to be taken back.
    const repeat = repeated(stream, events, ids.find);
    if (repeat !== undefined) return repeat;
    const currentRevision = lastRevision.get(stream) ?? null;
    if (!meetsExpectedRevision(expectedRevision, currentRevision)) {
      return { kind: 'wrong-expected-revision', currentRevision };
    }
    for (let place = 0; place < related.length; place++) {
      const other = related[place];
      if (other === undefined) continue;
      // Earlier appends of the same group are in the table already: nothing comes between this look and the insert.
      const itsRevision = lastRevision.get(other.stream) ?? null;
      if (!meetsExpectedRevision(other.revision, itsRevision)) {
        return { kind: 'wrong-related-revision', currentRevision: itsRevision, place };
      }
    }
    return { kind: 'appended', ...insertAll(append, (currentRevision ?? -1) + 1) };
  };
};

const repeated = (
  stream: string,
  events: readonly SerialisedEvent[],
  find: EventIds['find'],
): Outcome | undefined => {
  try {
    const appended = findRepeatedAppend(stream, events, find);
    return appended && { kind: 'repeated', ...appended };
  } catch (error) {
    if (!(error instanceof EventIdConflict)) throw error;
    return { kind: 'event-id-conflict', eventId: String(error.details.eventId) };
  }
};
