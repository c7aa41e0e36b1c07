import type { ReadAllOptions, RecordedEvent } from '@phananh/core/store';
import type { LogReader } from './log-reader.ts';
import { pagedEvents, rowsPerPage } from './paged.ts';

/** The log up to where it ends when reading begins: a reader that is slower than the writers comes to an end too. */
export const readAll = (
  log: LogReader,
  { after = 0, limit = Number.POSITIVE_INFINITY, streamPrefix }: ReadAllOptions,
): AsyncIterable<RecordedEvent> =>
  pagedEvents(() => {
    const head = log.head();
    let position = after;
    let left = limit;
    return () => {
      if (!(left > 0) || position >= head) return { rows: [], last: true };
      // With a prefix, rows that are passed over do not count.
      const asked = streamPrefix ? rowsPerPage : Math.min(left, rowsPerPage);
      const passed = log.pass(position, head, asked, streamPrefix);
      const rows = passed.rows.length > left ? passed.rows.slice(0, left) : passed.rows;
      position = passed.position;
      left -= rows.length;
      return { rows, last: !(left > 0) || position >= head };
    };
  });
