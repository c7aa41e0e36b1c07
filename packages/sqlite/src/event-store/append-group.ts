import {
  type Appended,
  EventIdConflict,
  findRepeatedAppend,
  type Instant,
  meetsExpectedRevision,
  type PlacedEvent,
  type SerialisedEvent,
} from '@phananh/core/store';
import type { Connection } from './connection.ts';
import type { Group, GroupedAppend, Outcome } from './messages.ts';
import { uuidOf } from './rows.ts';

/**
 * Appends a group in one transaction. Each append is checked against what the ones before it left, and keeps its own
 * outcome; one that is refused takes no other with it.
 *
 * @returns the outcomes in the order of the appends, after the commit
 * @throws whatever SQLite throws: then nothing of the group is in the log
 */
export const groupAppender = (connection: Connection): ((group: Group) => readonly Outcome[]) => {
  const begin = connection.prepare('BEGIN IMMEDIATE');
  const commit = connection.prepare('COMMIT');
  const rollback = connection.prepare('ROLLBACK');
  const appendOne = appender(connection);

  return ({ appends, recordedAt }) => {
    begin.run();
    try {
      const outcomes = appends.map((append) => appendOne(append, recordedAt));
      commit.run();
      return outcomes;
    } catch (error) {
      // Some failures, a full disk among them, have rolled the transaction back already.
      if (connection.inTransaction) rollback.run();
      throw error;
    }
  };
};

const appender = (connection: Connection): ((append: GroupedAppend, recordedAt: Instant) => Outcome) => {
  const lastRevision = connection
    .prepare<[string], number>('SELECT revision FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1')
    .pluck();
  const insert = connection.prepare<
    [string, number, string, string, number, string, string, Instant]
  >(`INSERT INTO events (stream, revision, id, type, version, data, metadata, recorded_at)
     VALUES (?, ?, unhex(?, '-'), ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`);
  const savepoint = connection.prepare('SAVEPOINT append');
  const rollbackToSavepoint = connection.prepare('ROLLBACK TO append');
  const release = connection.prepare('RELEASE append');
  const findById = eventFinder(connection);

  const insertAll = (append: GroupedAppend, first: number, recordedAt: Instant): Appended | undefined => {
    const { stream, events } = append;
    let revision = first - 1;
    let position = 0;
    for (const { id, type, version, data, metadata } of events) {
      revision += 1;
      const result = insert.run(stream, revision, id, type, version, data, metadata, recordedAt);
      if (result.changes === 0) return undefined;
      position = Number(result.lastInsertRowid);
    }
    return { revision, position };
  };

  const insertAtomically = (
    append: GroupedAppend,
    first: number,
    recordedAt: Instant,
  ): Appended | undefined => {
    if (append.events.length === 1) return insertAll(append, first, recordedAt);
    savepoint.run();
    const appended = insertAll(append, first, recordedAt);
    if (appended === undefined) rollbackToSavepoint.run();
    release.run();
    return appended;
  };

  // Repeats are rare, so that their ids are looked up only when the revision or an insert says that there may be one.
  return (append, recordedAt) => {
    const { stream, events, expectedRevision } = append;
    const currentRevision = lastRevision.get(stream) ?? null;
    if (meetsExpectedRevision(expectedRevision, currentRevision)) {
      const appended = insertAtomically(append, (currentRevision ?? -1) + 1, recordedAt);
      if (appended) return { kind: 'appended', ...appended };
    }
    return repeated(stream, events, findById) ?? { kind: 'wrong-expected-revision', currentRevision };
  };
};

const repeated = (
  stream: string,
  events: readonly SerialisedEvent[],
  findById: (id: string) => PlacedEvent | undefined,
): Outcome | undefined => {
  try {
    const appended = findRepeatedAppend(stream, events, findById);
    return appended && { kind: 'repeated', ...appended };
  } catch (error) {
    if (!(error instanceof EventIdConflict)) throw error;
    return { kind: 'event-id-conflict', eventId: String(error.details.eventId) };
  }
};

const eventFinder = (connection: Connection): ((id: string) => PlacedEvent | undefined) => {
  const byId = connection.prepare<[string], PlacedEvent>(
    `SELECT lower(hex(id)) AS id, type, version, data, metadata, stream, revision, position
     FROM events WHERE id = unhex(?, '-')`,
  );
  return (id) => {
    const found = byId.get(id);
    return found && { ...found, id: uuidOf(found.id) };
  };
};
