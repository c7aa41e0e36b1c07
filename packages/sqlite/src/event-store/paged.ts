import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { RecordedEvent } from '@phananh/core/store';
import { type EventRow, eventOf } from './rows.ts';

/** Most rows that are read at once: what the event loop waits for in the middle of a long read, about a millisecond. */
export const rowsPerPage = 500;

interface Page {
  readonly rows: readonly EventRow[];
  /** Nothing comes after it. */
  readonly last: boolean;
}

/** The next rows, perhaps none although there are more further on. Reads at once, without waiting. */
export type PageReader = () => Page;

/**
 * Events of one page after the other, with a turn of the event loop between two pages.
 *
 * Each page is a query of its own. A cursor held open between them would keep the write-ahead log from being emptied for
 * as long as the reader takes.
 *
 * Written by hand, not as a generator, because that takes half as long for a short stream.
 *
 * @param open called when reading begins
 */
export const pagedEvents = (open: () => PageReader): AsyncIterable<RecordedEvent> => ({
  [Symbol.asyncIterator]() {
    let nextPage: PageReader | undefined;
    let page: Page = { rows: [], last: false };
    let index = 0;

    const take = (): IteratorResult<RecordedEvent, undefined> => {
      const row = page.rows[index];
      if (row === undefined) return { done: true, value: undefined };
      index += 1;
      return { done: false, value: eventOf(row) };
    };
    const takeFromNextPage = async (): Promise<IteratorResult<RecordedEvent, undefined>> => {
      if (nextPage) await turnOfTheLoop();
      // In a loop, because a page may be empty, and another call of `next` may have read it meanwhile.
      while (index >= page.rows.length && !page.last) {
        nextPage ??= open();
        page = nextPage();
        index = 0;
      }
      return take();
    };

    return {
      async next() {
        return page.last || index < page.rows.length ? take() : takeFromNextPage();
      },
      async return() {
        page = { rows: [], last: true };
        index = 0;
        return { done: true, value: undefined };
      },
    };
  },
});
