import { type Batch, catchUpSubscription, type SubscribeOptions, type Wakes } from '@phananh/core/store';
import type { LogReader } from './log-reader.ts';
import { eventOf } from './rows.ts';
import { turnOfTheLoop } from './turn-of-the-loop.ts';

/** Small enough that reading and parsing a batch holds the event loop for a few milliseconds only. */
const eventsPerBatch = 250;

export const subscribe = (log: LogReader, wakes: Wakes, options: SubscribeOptions): AsyncIterable<Batch> => {
  const readBatch = async (after: number): Promise<Batch | undefined> => {
    // Between two batches of a long catch-up others are served.
    await turnOfTheLoop();
    const head = log.head();
    if (after >= head) return undefined;
    const { rows, position } = log.pass(after, head, eventsPerBatch, options.streamPrefix);
    return { events: rows.map(eventOf), position, caughtUp: position === head };
  };
  return catchUpSubscription({ readBatch, wakes }, options);
};
