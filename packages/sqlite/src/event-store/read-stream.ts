import type { ReadStreamOptions, RecordedEvent } from '@phananh/core/store';
import type { Connection } from './connection.ts';
import { type PageReader, pagedEvents, rowsPerPage } from './paged.ts';
import { type EventRow, eventColumns } from './rows.ts';

export type ReadStream = (stream: string, options?: ReadStreamOptions) => AsyncIterable<RecordedEvent>;

type PageQuery = (stream: string, from: number, to: number, limit: number) => readonly EventRow[];

/** @param guard runs around every query: it refuses after the end and translates errors */
export const streamReader = (connection: Connection, guard: <T>(read: () => T) => T): ReadStream => {
  const forwards = connection.prepare<[string, number, number, number], EventRow>(
    `SELECT ${eventColumns} FROM events WHERE stream = ? AND revision >= ? AND revision <= ?
     ORDER BY revision LIMIT ?`,
  );
  const backwards = connection.prepare<[string, number, number, number], EventRow>(
    `SELECT ${eventColumns} FROM events WHERE stream = ? AND revision <= ? AND revision >= ?
     ORDER BY revision DESC LIMIT ?`,
  );
  const query = (statement: typeof forwards): PageQuery => {
    return (stream, from, to, limit) => guard(() => statement.all(stream, from, to, limit));
  };
  const pageForwards = query(forwards);
  const pageBackwards = query(backwards);
  return (stream, options = {}) =>
    pagedEvents(() =>
      options.backwards
        ? pages(pageBackwards, -1, stream, {
            fromRevision: Number.MAX_SAFE_INTEGER,
            toRevision: 0,
            ...options,
          })
        : pages(pageForwards, 1, stream, {
            fromRevision: 0,
            toRevision: Number.MAX_SAFE_INTEGER,
            ...options,
          }),
    );
};

const pages = (
  query: PageQuery,
  step: 1 | -1,
  stream: string,
  { fromRevision = 0, toRevision = 0, limit = Number.POSITIVE_INFINITY }: ReadStreamOptions,
): PageReader => {
  let from = fromRevision;
  // SQLite would take a lone surrogate for U+FFFD and find another stream.
  let left = stream.isWellFormed() ? limit : 0;
  return () => {
    if (!(left > 0)) return { rows: [], last: true };
    const rows = query(stream, from, toRevision, Math.min(left, rowsPerPage));
    left -= rows.length;
    from = (rows.at(-1)?.revision ?? from) + step;
    return { rows, last: rows.length < rowsPerPage || !(left > 0) };
  };
};
