import type { ReadStreamOptions, RecordedEvent } from '@phananh/core/store';
import type { Connection } from './connection.ts';
import type { KnownStreams, Range } from './known-streams.ts';
import { type PageReader, pagedEvents, rowsPerPage } from './paged.ts';
import { type EventRow, eventColumns, revisionOf } from './rows.ts';

export type ReadStream = (stream: string, options?: ReadStreamOptions) => AsyncIterable<RecordedEvent>;

const highest = Number.MAX_SAFE_INTEGER;

type PageQuery = (stream: string, from: number, to: number, limit: number) => readonly EventRow[];

/**
 * @param guard runs around every query: it refuses after the end and translates errors
 * @param streams what the writer of the file knows; nothing where another process may write
 */
export const streamReader = (
  connection: Connection,
  guard: <T>(read: () => T) => T,
  streams: KnownStreams,
): ReadStream => {
  const forwards = connection
    .prepare<[string, number, number, number], EventRow>(
      `SELECT ${eventColumns} FROM events WHERE stream = +? AND revision >= ? AND revision <= ?
     ORDER BY revision LIMIT +?`,
    )
    .raw();
  const backwards = connection
    .prepare<[string, number, number, number], EventRow>(
      `SELECT ${eventColumns} FROM events WHERE stream = +? AND revision <= ? AND revision >= ?
     ORDER BY revision DESC LIMIT +?`,
    )
    .raw();
  const query = (statement: typeof forwards): PageQuery => {
    return (stream, from, to, limit) => guard(() => statement.all(stream, from, to, limit));
  };
  const pageForwards = query(forwards);
  const pageBackwards = query(backwards);
  return (stream, options = {}) => {
    const { backwards: reversed = false, limit = Number.POSITIVE_INFINITY } = options;
    // With defaults, not with a spread: an option may be there and undefined.
    const { fromRevision = reversed ? highest : 0, toRevision = reversed ? 0 : highest } = options;
    const range = { from: fromRevision, to: toRevision, limit };
    return pagedEvents(() => {
      if (reversed) return pages(pageBackwards, -1, stream, range);
      const known = guard(() => (isUsual(range) ? streams.rowsIn(stream, range) : undefined));
      if (known !== undefined) return () => ({ rows: known, last: true });
      return pages(pageForwards, 1, stream, range, (rows) => streams.read(stream, rows));
    });
  };
};

/** SQLite knows what to do with fractions and with what is not a number. */
const isUsual = ({ from, to, limit }: Range): boolean =>
  Number.isSafeInteger(from) &&
  Number.isSafeInteger(to) &&
  (Number.isSafeInteger(limit) || limit === Number.POSITIVE_INFINITY);

/** @param onWhole told of the rows when they are all that the stream has */
const pages = (
  query: PageQuery,
  step: 1 | -1,
  stream: string,
  { from: first, to, limit }: Range,
  onWhole?: (rows: readonly EventRow[]) => void,
): PageReader => {
  let from = first;
  // SQLite would take a lone surrogate for U+FFFD and find another stream.
  let left = stream.isWellFormed() ? limit : 0;
  return () => {
    if (!(left > 0)) return { rows: [], last: true };
    const asked = Math.min(left, rowsPerPage);
    const rows = query(stream, from, to, asked);
    if (from <= 0 && to === highest && rows.length < asked) onWhole?.(rows);
    left -= rows.length;
    const end = rows.at(-1);
    from = (end === undefined ? from : revisionOf(end)) + step;
    return { rows, last: rows.length < rowsPerPage || !(left > 0) };
  };
};
