import type { Position } from '@phananh/core/store';
import type { Connection } from './connection.ts';
import { type EventRow, eventColumns, positionOf } from './rows.ts';

/** Most positions that one query looks at for a prefix, so that a rare one does not have it scan the whole log. */
const positionsPerWindow = 5_000;

/** Rows of the log, and the position up to which it was looked through for them. */
interface Passed {
  readonly rows: readonly EventRow[];
  readonly position: Position;
}

export interface LogReader {
  /** The last position of the log; 0 when it is empty. */
  head(): Position;
  /** Events after a position and up to `head`, at most `limit`, perhaps none although there are more further on. */
  pass(after: Position, head: Position, limit: number, streamPrefix: string | undefined): Passed;
}

/** @param guard runs around every query: it refuses after the end and translates errors */
export const logReader = (connection: Connection, guard: <T>(read: () => T) => T): LogReader => {
  const lastPosition = connection
    .prepare<[], number>('SELECT position FROM events ORDER BY position DESC LIMIT 1')
    .pluck();
  const every = connection
    .prepare<[number, number, number], EventRow>(
      `SELECT ${eventColumns} FROM events WHERE position > ? AND position <= ? ORDER BY position LIMIT +?`,
    )
    .raw();
  // Not LIKE or GLOB, whose wildcards a stream name may contain.
  const prefixed = connection
    .prepare<[number, number, string, string, number], EventRow>(
      `SELECT ${eventColumns} FROM events
     WHERE position > ? AND position <= ? AND substr(stream, 1, length(?)) = ? ORDER BY position LIMIT +?`,
    )
    .raw();

  const passPrefixed = (after: Position, head: Position, limit: number, prefix: string): Passed => {
    const end = Math.min(head, Math.max(after, 0) + positionsPerWindow);
    // SQLite would take a lone surrogate for U+FFFD and find other streams.
    const rows = prefix.isWellFormed() ? guard(() => prefixed.all(after, end, prefix, prefix, limit)) : [];
    return { rows, position: rows.length < limit ? end : lastPositionOf(rows, end) };
  };

  return {
    head: () => guard(() => lastPosition.get() ?? 0),
    pass(after, head, limit, streamPrefix) {
      if (streamPrefix) return passPrefixed(after, head, limit, streamPrefix);
      const rows = guard(() => every.all(after, head, limit));
      return { rows, position: rows.length < limit ? head : lastPositionOf(rows, head) };
    },
  };
};

const lastPositionOf = (rows: readonly EventRow[], otherwise: Position): Position => {
  const last = rows.at(-1);
  return last === undefined ? otherwise : positionOf(last);
};
