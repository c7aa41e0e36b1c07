import type { Revision } from '@phananh/core/store';
import type { Connection } from './connection.ts';
import type { Range } from './known-streams.ts';
import { hasStreamEnds } from './open-file.ts';
import type { Reading } from './reading.ts';
import { type EventRow, isDamaged, revisionOf } from './rows.ts';
import { misplaced, streamEnds } from './stream-ends.ts';

/** Rows of a stream as its index finds them. */
export interface StreamRows {
  /** @throws {@link StoreCorrupt} when a revision is missing, or where the stream ends cannot be known */
  forwards(stream: string, range: Range): readonly EventRow[];
  /** The same from the last one on. */
  backwards(stream: string, range: Range): readonly EventRow[];
}

/**
 * A damaged index leaves rows out and says nothing. So what it gives is held against where the stream ends, which stands in
 * another table: from what a range begins with up to there every revision must have been found, and no other.
 *
 * An older file that is only read has no such table: there only a gap between two revisions is noticed, by who reads on.
 */
export const streamRows = (connection: Connection, reading: Reading): StreamRows => {
  const prepare = (rest: string) =>
    connection
      .prepare<[string, number, number, number], EventRow>(
        `SELECT ${reading.columns} FROM events WHERE ${rest}`,
      )
      .raw();
  const upwards = prepare('stream = +? AND revision >= ? AND revision <= ? ORDER BY revision LIMIT +?');
  const downwards = prepare(
    'stream = +? AND revision <= ? AND revision >= ? ORDER BY revision DESC LIMIT +?',
  );
  const ends = hasStreamEnds(connection) ? streamEnds(connection) : undefined;

  const query =
    (statement: typeof upwards, step: 1 | -1) =>
    (stream: string, range: Range): readonly EventRow[] => {
      const { from, to, limit } = range;
      const isJudged = ends !== undefined && isUsual(range);
      const missingOf = (rows: readonly EventRow[]): Revision | undefined => {
        if (!isJudged) return undefined;
        const end = ends.of(stream) ?? -1;
        return end === 'damaged'
          ? Math.max(from, 0)
          : firstMissing(rows, expectedRevisions(range, step, end));
      };
      // What is judged within is read as well.
      const [rows, gap] = reading.read(
        () => {
          const found = reading.marked(statement.all(stream, from, to, limit));
          return [found, missingOf(found)] as const;
        },
        ([found, hole]) => hole === undefined && !found.some(isDamaged),
      );
      if (gap === undefined) return rows;
      throw misplaced(connection, stream, gap);
    };
  return { forwards: query(upwards, 1), backwards: query(downwards, -1) };
};

/** The revisions that a range has of a stream: so many, one step after the other. */
interface Expected {
  readonly first: Revision;
  readonly step: 1 | -1;
  readonly count: number;
}

/** @param end the last revision of the stream; -1 when there is no such stream */
const expectedRevisions = ({ from, to, limit }: Range, step: 1 | -1, end: Revision): Expected => {
  const [lowest, highest] = step === 1 ? [from, to] : [to, from];
  const bottom = Math.max(lowest, 0);
  const top = Math.min(highest, end);
  const count = Math.max(Math.min(top - bottom + 1, limit), 0);
  return { first: step === 1 ? bottom : top, step, count };
};

/** The first revision that is not there where it should be, or is there and should not. */
const firstMissing = (rows: readonly EventRow[], { first, step, count }: Expected): Revision | undefined => {
  let expected = first;
  for (const row of rows) {
    if (revisionOf(row) !== expected) return expected;
    expected += step;
  }
  return rows.length === count ? undefined : expected;
};

/** SQLite knows what to do with fractions and with what is not a number. */
export const isUsual = ({ from, to, limit }: Range): boolean =>
  Number.isSafeInteger(from) &&
  Number.isSafeInteger(to) &&
  (Number.isSafeInteger(limit) || limit === Number.POSITIVE_INFINITY);
