import { outOfPlace, type ReadStreamOptions, type RecordedEvent, type Revision } from '@phananh/core/store';
import type { Connection } from './connection.ts';
import type { KnownStreams, Range } from './known-streams.ts';
import { type PageReader, pagedEvents, rowsPerPage } from './paged.ts';
import type { Reading } from './reading.ts';
import { type EventRow, isDamaged, revisionOf } from './rows.ts';
import { isUsual, type StreamRows, streamRows } from './stream-rows.ts';

export type ReadStream = (stream: string, options?: ReadStreamOptions) => AsyncIterable<RecordedEvent>;

const highest = Number.MAX_SAFE_INTEGER;

/** @param streams what the writer of the file knows; nothing where another process may write */
export const streamReader = (connection: Connection, reading: Reading, streams: KnownStreams): ReadStream => {
  const { forwards, backwards } = streamRows(connection, reading);
  return (stream, options = {}) => {
    const { backwards: reversed = false, limit = Number.POSITIVE_INFINITY } = options;
    // With defaults, not with a spread: an option may be there and undefined.
    const { fromRevision = reversed ? highest : 0, toRevision = reversed ? 0 : highest } = options;
    const range = { from: fromRevision, to: toRevision, limit };
    return pagedEvents(() => {
      if (reversed) return pages(backwards, -1, stream, range);
      reading.assertOpen();
      const known = isUsual(range) ? streams.rowsIn(stream, range) : undefined;
      if (known !== undefined) return () => ({ rows: known, last: true });
      return pages(forwards, 1, stream, range, (rows) => {
        // What is damaged now may be read rightly later.
        if (!rows.some(isDamaged)) streams.read(stream, rows);
      });
    });
  };
};

/**
 * A stream in which events are missing is no shorter stream.
 *
 * @param first the revision of the first row, where that is known
 * @throws `StoreCorrupt`
 */
const demandWhole = (rows: readonly EventRow[], first: Revision | undefined, step: 1 | -1): void => {
  let expected = first;
  for (const row of rows) {
    const [position, stream, revision] = row;
    if (expected !== undefined && revision !== expected)
      throw outOfPlace({ position, stream, revision }, expected);
    expected = revision + step;
  }
};

/** @param onWhole told of the rows when they are all that the stream has */
const pages = (
  query: StreamRows['forwards'],
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
    const rows = query(stream, { from, to, limit: asked });
    demandWhole(rows, step === 1 ? Math.max(from, 0) : undefined, step);
    if (from <= 0 && to === highest && rows.length < asked) onWhole?.(rows);
    left -= rows.length;
    const end = rows.at(-1);
    from = (end === undefined ? from : revisionOf(end)) + step;
    return { rows, last: rows.length < rowsPerPage || !(left > 0) };
  };
};
