import type { ReadStreamOptions, RecordedEvent } from '@phananh/core/store';
import type { Connection } from './connection.ts';
import type { KnownEnds } from './known-ends.ts';
import { type PageReader, pagedEvents, rowsPerPage } from './paged.ts';
import { type EventRow, eventColumns, revisionOf } from './rows.ts';

export type ReadStream = (stream: string, options?: ReadStreamOptions) => AsyncIterable<RecordedEvent>;

const highest = Number.MAX_SAFE_INTEGER;

type PageQuery = (stream: string, from: number, to: number, limit: number) => readonly EventRow[];

/**
 * @param guard runs around every query: it refuses after the end and translates errors
 * @param ends what the writer of the file knows; knows nothing where another process may write
 */
export const streamReader = (
  connection: Connection,
  guard: <T>(read: () => T) => T,
  ends: KnownEnds,
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
    return pagedEvents(() => {
      if (!reversed && ends.endsBefore(stream, fromRevision)) return guard(() => nothing);
      return reversed
        ? pages(pageBackwards, -1, stream, fromRevision, toRevision, limit)
        : pages(pageForwards, 1, stream, fromRevision, toRevision, limit);
    });
  };
};

const nothing: PageReader = () => ({ rows: [], last: true });

const pages = (
  query: PageQuery,
  step: 1 | -1,
  stream: string,
  fromRevision: number,
  toRevision: number,
  limit: number,
): PageReader => {
  let from = fromRevision;
  // SQLite would take a lone surrogate for U+FFFD and find another stream.
  let left = stream.isWellFormed() ? limit : 0;
  return () => {
    if (!(left > 0)) return { rows: [], last: true };
    const rows = query(stream, from, toRevision, Math.min(left, rowsPerPage));
    left -= rows.length;
    const end = rows.at(-1);
    from = (end === undefined ? from : revisionOf(end)) + step;
    return { rows, last: rows.length < rowsPerPage || !(left > 0) };
  };
};
