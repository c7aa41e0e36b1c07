import { hasStreamPrefix, type Position, StoreCorrupt } from '@phananh/core/store';
import type { Connection } from './connection.ts';
import { type KnownGap, knownGapsOf, missingEvents, missingPositions, type Reading } from './reading.ts';
import { type EventRow, isDamaged, positionOf } from './rows.ts';

/** Rows of the log, and the position up to which it was looked through for them. */
interface Passed {
  readonly rows: readonly EventRow[];
  readonly position: Position;
  /** Positions after the rows that have no event: only for who is told instead of refused. */
  readonly missing?: KnownGap;
}

export interface LogReader {
  /** The last position of the log; 0 when it is empty. @throws {@link StoreCorrupt} when the log does not end where it did */
  head(): Position;
  /**
   * Events after a position and up to `head`, from at most so many as `limit`: perhaps none although there are more further on.
   *
   * @param told rather than refused when positions have no event: who follows the log goes on after them
   * @throws {@link StoreCorrupt} when a position has no event
   */
  pass(
    after: Position,
    head: Position,
    limit: number,
    streamPrefix: string | undefined,
    told?: 'told',
  ): Passed;
}

/** Where the events end, and which position was given out last. */
type Ends = readonly [last: Position | null, given: Position | null];

export const logReader = (connection: Connection, reading: Reading): LogReader => {
  const path = connection.name;
  const ends = connection
    .prepare<[], Ends>(
      `SELECT (SELECT position FROM events ORDER BY position DESC LIMIT 1),
              (SELECT seq FROM sqlite_sequence WHERE name = 'events')`,
    )
    .raw();
  const every = connection
    .prepare<[number, number, number], EventRow>(
      `SELECT ${reading.columns} FROM events WHERE position > ? AND position <= ? ORDER BY position LIMIT +?`,
    )
    .raw();
  const gaps = reading.isChecked ? knownGapsOf(connection) : [];

  const endsWhereItDid = ([last, given]: Ends): boolean => {
    if (!reading.isChecked || (last ?? 0) === (given ?? 0)) return true;
    return (
      missingPositions([], { first: (last ?? 0) + 1, last: given ?? 0, gaps }) === undefined && given !== null
    );
  };
  const missingIn = (rows: readonly EventRow[], after: Position, head: Position, limit: number) => {
    if (!reading.isChecked || Number.isNaN(after)) return undefined;
    const first = Math.max(Math.floor(after), 0) + 1;
    return missingPositions(rows, { first, gaps, ...(rows.length < limit && { last: head }) });
  };

  return {
    head() {
      const found = reading.read(() => ends.get() ?? ([null, null] as const), endsWhereItDid);
      if (endsWhereItDid(found)) return found[0] ?? 0;
      const [last, given] = found;
      throw new StoreCorrupt(
        `${path}: the log ends at position ${last ?? 0}, and position ${given ?? 0} was the last one given out`,
        { path, position: last ?? 0 },
      );
    },
    pass(after, head, limit, streamPrefix, told) {
      const [rows, missing] = reading.read(
        () => {
          const found = reading.marked(every.all(after, head, limit));
          return [found, missingIn(found, after, head, limit)] as const;
        },
        ([found, gap]) => gap === undefined && !found.some(isDamaged),
      );
      if (missing !== undefined) {
        const [first, last] = missing;
        if (told === undefined || last < first) throw missingEvents(path, missing);
        const before = rows.filter((row) => positionOf(row) < first);
        return { rows: streamPrefix ? before.filter(isOf(streamPrefix)) : before, position: last, missing };
      }
      const position = rows.length < limit ? head : lastPositionOf(rows, head);
      // Here and not in SQL, which would pass over an event whose stream is damaged.
      return { rows: streamPrefix ? rows.filter(isOf(streamPrefix)) : rows, position };
    },
  };
};

/** A damaged row may be of any stream. */
const isOf =
  (prefix: string) =>
  (row: EventRow): boolean =>
    isDamaged(row) || hasStreamPrefix(row[1], prefix);

const lastPositionOf = (rows: readonly EventRow[], otherwise: Position): Position => {
  const last = rows.at(-1);
  return last === undefined ? otherwise : positionOf(last);
};
