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
      const passed = log.pass(position, head, Math.min(left, rowsPerPage), streamPrefix);
      position = passed.position;
      left -= passed.rows.length;
      return { rows: passed.rows, last: !(left > 0) || position >= head };
    };
  });
