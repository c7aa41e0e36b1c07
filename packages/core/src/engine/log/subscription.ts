import type { Position } from '../base/places.ts';
import type { Batch, SubscribeOptions } from './event-store.ts';
import type { Wakes } from './wakes.ts';

/** Before every event: where a subscription begins that is not told otherwise. */
const beginning: Position = 0;

export interface SubscriptionSource {
  /** What the log has after a position, as much as fits a batch; `undefined` when nothing is there. */
  readonly readBatch: (after: Position) => Batch | undefined | Promise<Batch | undefined>;
  readonly wakes: Wakes;
}

/**
 * A catch-up subscription over a log that can be read from a position and tells when it has grown.
 *
 * Each batch is read when it is asked for, so that a slow reader holds nothing but its position. Catch-up and live are
 * the same reads: there is no switch between them that could lose or repeat an event.
 *
 * Written by hand, not as a generator: a generator that waits for a wake cannot be left before the wake comes.
 */
export const catchUpSubscription = (
  { readBatch, wakes }: SubscriptionSource,
  { after = beginning, signal }: SubscribeOptions,
): AsyncIterable<Batch> => ({
  [Symbol.asyncIterator]() {
    let position = after;
    let state: 'new' | 'running' | 'ended' = 'new';
    let woken = false;
    let resume: () => void = () => {};
    let unsubscribe: () => void = () => {};
    let last: Promise<unknown> = Promise.resolve();

    const wake = () => {
      woken = true;
      resume();
    };
    const end = () => {
      state = 'ended';
      unsubscribe();
      signal.removeEventListener('abort', end);
      resume();
    };
    const start = () => {
      state = 'running';
      unsubscribe = wakes.subscribe(wake);
      signal.addEventListener('abort', end);
    };
    // A function, because `state` changes behind the back of the type checker's narrowing while something is awaited.
    const ended = () => state === 'ended';

    const read = async (): Promise<IteratorResult<Batch, undefined>> => {
      if (signal.aborted) end();
      const first = state === 'new';
      if (first) start();
      while (!ended()) {
        woken = false;
        const found = await readBatch(position);
        if (ended()) break;
        const batch = found ?? (first ? { events: [], position, caughtUp: true } : undefined);
        if (batch) {
          position = batch.position;
          return { done: false, value: batch };
        }
        if (!woken) await new Promise<void>((resolve) => (resume = resolve));
      }
      return { done: true, value: undefined };
    };

    return {
      next() {
        // Two calls of `next` at once must not read the same batch.
        const result = last.then(read).catch((error: unknown) => {
          end();
          throw error;
        });
        last = result.catch(() => {});
        return result;
      },
      async return() {
        end();
        return { done: true, value: undefined };
      },
    };
  },
});
