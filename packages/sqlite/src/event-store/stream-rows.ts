import { type Revision, StoreCorrupt } from '@phananh/core/store';
import type { Connection } from './connection.ts';
import type { Range } from './known-streams.ts';
import type { Reading } from './reading.ts';
import { type EventRow, isDamaged, isSound, revisionOf } from './rows.ts';

/** Rows of a stream as its index finds them. */
export interface StreamRows {
  /** @throws {@link StoreCorrupt} when a revision is missing */
  forwards(stream: string, range: Range): readonly EventRow[];
  /** The same from the last one on. */
  backwards(stream: string, range: Range): readonly EventRow[];
}

/** An entry of the index, and what its row is. */
type Entry = readonly [
  stream: string,
  revision: Revision,
  position: number,
  rowStream: string,
  rowRevision: Revision,
];

/**
 * A damaged index leaves rows out and says nothing. So a stream must be without a gap; and where it ends, the next entry of the
 * index must begin another stream and be that of its row. Where there is no such stream, the entry before that place too must be
 * that of its row: a changed entry that hides a stream is one of these two.
 *
 * What whole pages of an index hide, only the check of the whole file finds.
 */
export const streamRows = (connection: Connection, reading: Reading): StreamRows => {
  const prepare = <Values extends (string | number)[]>(rest: string) =>
    connection.prepare<Values, EventRow>(`SELECT ${reading.columns} FROM events WHERE ${rest}`).raw();
  const upwards = prepare<[string, number, number, number]>(
    'stream = +? AND revision >= ? AND revision <= ? ORDER BY revision LIMIT +?',
  );
  const downwards = prepare<[string, number, number, number]>(
    'stream = +? AND revision <= ? AND revision >= ? ORDER BY revision DESC LIMIT +?',
  );
  // The entry from the index alone, and where its row says that it belongs: a fifth of what reading the whole row takes.
  const entry = (rest: string) =>
    connection
      .prepare<[string, number], Entry>(
        `SELECT entry.stream, entry.revision, entry.position, events.stream, events.revision
         FROM (SELECT stream, revision, position FROM events WHERE ${rest} LIMIT 1) AS entry
         JOIN events ON events.position = entry.position`,
      )
      .raw();
  const next = entry('(stream, revision) >= (+?, +?) ORDER BY stream, revision');
  const before = entry('(stream, revision) < (+?, +?) ORDER BY stream DESC, revision DESC');
  const byEntry = prepare<[string, number]>('stream = +? AND revision = ?');

  /** Whether an entry of the index is that of its row. A row whose own stream is damaged is no fault of the index. */
  const isEntryOfRow = ([stream, revision, , rowStream, rowRevision]: Entry): boolean =>
    (stream === rowStream && revision === rowRevision) || byEntry.all(stream, revision).some(isSound);
  /** Whether another stream begins where the next revision would be, or nothing. */
  const endsBefore = (stream: string, revision: Revision): boolean => {
    const found = next.get(stream, revision);
    return found === undefined || (found[0] !== stream && found[1] === 0 && isEntryOfRow(found));
  };
  const beginsAfter = (stream: string, revision: Revision): boolean => {
    const found = before.get(stream, revision);
    return found === undefined || isEntryOfRow(found);
  };

  /** The revision that is missing, or may be. */
  const missing = (stream: string, rows: readonly EventRow[], step: 1 | -1, range: Range) => {
    const ends = step === 1 ? [range.from, range.to] : [range.to, range.from];
    const [lowest, highest] = [Math.max(ends[0] ?? 0, 0), ends[1] ?? 0];
    if (!(range.limit > 0) || lowest > highest) return undefined;
    const ordered = step === 1 ? rows : rows.toReversed();
    const [first, last] = [ordered[0], ordered.at(-1)];
    if (first === undefined || last === undefined)
      return beginsAfter(stream, lowest) && endsBefore(stream, lowest) ? undefined : lowest;
    const isWhole = rows.length < range.limit;
    let expected = step === 1 || isWhole ? lowest : revisionOf(first);
    for (const row of ordered) {
      if (revisionOf(row) !== expected) return expected;
      expected += 1;
    }
    const reachesEnd = step === 1 ? isWhole : true;
    return reachesEnd && expected <= highest && !endsBefore(stream, expected) ? expected : undefined;
  };

  const query =
    (statement: typeof upwards, step: 1 | -1) =>
    (stream: string, range: Range): readonly EventRow[] => {
      const { from, to, limit } = range;
      const isJudged = reading.isChecked && isUsual(range);
      const missingOf = (rows: readonly EventRow[]) =>
        isJudged ? missing(stream, rows, step, range) : undefined;
      // What is judged within is read as well.
      const [rows, gap] = reading.read(
        () => {
          const found = reading.marked(statement.all(stream, from, to, limit));
          return [found, missingOf(found)] as const;
        },
        ([found, hole]) => hole === undefined && !found.some(isDamaged),
      );
      if (gap === undefined) return rows;
      throw new StoreCorrupt(`${connection.name}: revision ${gap} of ${stream} is not where it should be`, {
        path: connection.name,
        stream,
        revision: gap,
      });
    };
  return { forwards: query(upwards, 1), backwards: query(downwards, -1) };
};

/** SQLite knows what to do with fractions and with what is not a number. */
export const isUsual = ({ from, to, limit }: Range): boolean =>
  Number.isSafeInteger(from) &&
  Number.isSafeInteger(to) &&
  (Number.isSafeInteger(limit) || limit === Number.POSITIVE_INFINITY);
