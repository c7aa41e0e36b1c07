import {
  EventIdConflict,
  findRepeatedAppend,
  type Instant,
  meetsExpectedRevision,
  type Position,
  type SerialisedEvent,
  StoreCorrupt,
} from '@phananh/core/store';
import { checksumOf } from '../checksum.ts';
import { type OpenMark, openMark } from '../clean-end.ts';
import type { Connection } from '../connection.ts';
import type { AppendOutcome, Group, GroupedAppend } from '../grouped-append.ts';
import { reasonOf } from '../store-error.ts';
import { misplaced, streamEndsWriter } from '../stream-ends.ts';
import type { EventIds } from './event-ids.ts';

/**
 * Appends a group in one transaction of SQLite. Each append is checked against the events that the appends before it left, and has an
 * outcome of its own: a refused one does not undo the others. A group without appends writes one page, and so tells whether the
 * disk takes anything.
 *
 * Events are never deleted, not even those that an append inserted before it met damage. Then the transaction is rolled back, and the
 * group is appended again without that append.
 *
 * @param assertOurs is called inside the transaction, before its first write: it throws when the path leads to another file by now
 * @returns the outcomes in the order of the appends, after the commit
 * @throws whatever SQLite throws: then nothing of the group is in the log
 */
export const groupAppender = (
  connection: Connection,
  ids: EventIds,
  mark: OpenMark = openMark(connection),
  assertOurs: () => void = () => {},
): ((group: Group) => readonly AppendOutcome[]) => {
  const begin = connection.prepare('BEGIN IMMEDIATE');
  const commit = connection.prepare('COMMIT');
  const rollback = connection.prepare('ROLLBACK');
  const appendOne = appender(connection, ids);
  const given = connection
    .prepare<[], Position>("SELECT seq FROM sqlite_sequence WHERE name = 'events'")
    .pluck();
  /** The position of the last event. Undefined before the first group and after a failed one: SQLite is asked then. */
  let last: Position | undefined;

  const inTransaction = (append: () => readonly AppendOutcome[], next: LastPosition) => {
    begin.run();
    try {
      assertOurs();
      mark.set();
      next.position = last ?? given.get() ?? 0;
      const outcomes = append();
      commit.run();
      last = next.position;
      mark.committed(next.position);
      ids.committed();
      return outcomes;
    } catch (error) {
      last = undefined;
      ids.rolledBack();
      // SQLite rolls back by itself after some errors, SQLITE_FULL among them; a second ROLLBACK would be an error.
      if (connection.inTransaction) rollback.run();
      throw error;
    }
  };

  return ({ appends }) => {
    const leftOut = new Map<GroupedAppend, AppendOutcome>();
    const next: LastPosition = { position: 0 };
    const appendAll = (): readonly AppendOutcome[] => {
      if (appends.length === 0) mark.touch();
      return appends.map((append) => leftOut.get(append) ?? appendOne(append, next));
    };
    for (;;) {
      try {
        return inTransaction(appendAll, next);
      } catch (error) {
        // Each round leaves out one more: there are at most as many as appends.
        if (!(error instanceof PartlyInserted)) throw error;
        leftOut.set(error.append, damaged(error.cause));
      }
    }
  };
};

/** An append met damage when something of it was written already. */
class PartlyInserted extends Error {
  readonly append: GroupedAppend;
  override readonly cause: StoreCorrupt;

  constructor(append: GroupedAppend, cause: StoreCorrupt) {
    super(cause.message, { cause });
    this.append = append;
    this.cause = cause;
  }
}

/** The position of the last event that was inserted. */
interface LastPosition {
  position: Position;
}

const appender = (
  connection: Connection,
  ids: EventIds,
): ((append: GroupedAppend, last: LastPosition) => AppendOutcome) => {
  const ends = streamEndsWriter(connection);
  const insert = connection.prepare<
    [Position, string, number, string, string, number, string, string, Instant, number | undefined]
  >(
    `INSERT INTO events (position, stream, revision, id, type, version, data, metadata, recorded_at, checksum)
     VALUES (?, ?, ?, unhex(?), ?, ?, ?, ?, ?, ?)`,
  );

  const insertAll = (append: GroupedAppend, first: number, last: LastPosition): AppendOutcome => {
    const { stream, events, recordedAt } = append;
    let revision = first - 1;
    for (const { id, type, version, data, metadata } of events) {
      revision += 1;
      // The position is chosen here and not by AUTOINCREMENT, because the checksum covers it. The primary key still refuses a
      // position that was given before.
      const position = last.position + 1;
      const hex = id.replaceAll('-', '');
      const checksum = checksumOf([
        position,
        stream,
        revision,
        hex,
        type,
        version,
        data,
        metadata,
        recordedAt,
      ]);
      try {
        insert.run(position, stream, revision, hex, type, version, data, metadata, recordedAt, checksum);
      } catch (error) {
        // The index has this revision already: it and `stream_ends` do not agree, and one of the two is damaged.
        if (reasonOf(error) !== 'SQLITE_CONSTRAINT_UNIQUE') throw error;
        const damage = misplaced(connection, stream, revision);
        if (revision === first) return damaged(damage);
        throw new PartlyInserted(append, damage);
      }
      last.position = position;
      ids.note(id, position);
    }
    ends.move(stream, first === 0 ? undefined : first - 1, revision);
    return { kind: 'appended', revision, position: last.position };
  };

  return (append, last) => {
    const { stream, events, expectedRevision, related } = append;
    // A repeat is recognised before anything is inserted: nothing has to be undone for it.
    const repeat = repeated(stream, events, ids.find);
    if (repeat !== undefined) return repeat;
    const currentRevision = ends.of(stream) ?? null;
    if (currentRevision === 'damaged') return damaged(misplaced(connection, stream, 0));
    if (!meetsExpectedRevision(expectedRevision, currentRevision)) {
      return { kind: 'wrong-expected-revision', currentRevision };
    }
    for (let place = 0; place < related.length; place++) {
      const other = related[place];
      if (other === undefined) continue;
      // The table has the earlier appends of this group already, and no other connection can write during the transaction: what is
      // read here still holds at the insert.
      const itsRevision = ends.of(other.stream) ?? null;
      if (itsRevision === 'damaged') return damaged(misplaced(connection, other.stream, 0));
      if (!meetsExpectedRevision(other.revision, itsRevision)) {
        return { kind: 'wrong-related-revision', currentRevision: itsRevision, place };
      }
    }
    return insertAll(append, (currentRevision ?? -1) + 1, last);
  };
};

const repeated = (
  stream: string,
  events: readonly SerialisedEvent[],
  find: EventIds['find'],
): AppendOutcome | undefined => {
  try {
    const appended = findRepeatedAppend(stream, events, find);
    return appended && { kind: 'repeated', ...appended };
  } catch (error) {
    if (error instanceof EventIdConflict)
      return { kind: 'event-id-conflict', eventId: String(error.details.eventId) };
    // One stored event, with which this append is compared, is damaged: the other appends of the group can still be written.
    if (error instanceof StoreCorrupt) return damaged(error);
    throw error;
  }
};

const damaged = ({ message, details }: StoreCorrupt): AppendOutcome => ({
  kind: 'damaged',
  message,
  details,
});
