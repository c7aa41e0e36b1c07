import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import {
  type Batch,
  catchUpSubscription,
  faultyEvent,
  type PhananhError,
  type RecordedEvent,
  StoreCorrupt,
  StoreUnavailable,
  type SubscribeOptions,
  type Wakes,
} from '@phananh/core/store';
import type { LogReader } from './log-reader.ts';
import type { KnownGap } from './reading.ts';
import { followedEventOf } from './rows.ts';

/** Small enough that reading and parsing a batch holds the event loop for a few milliseconds only. */
const eventsPerBatch = 250;

/** Milliseconds: whoever follows the log would stop altogether for a disk that fails for a moment. */
const usualPauses = [20, 100, 500, 1_500] as const;

export const subscribe = (
  log: LogReader,
  wakes: Wakes,
  options: SubscribeOptions,
  pauses: readonly number[] = usualPauses,
): AsyncIterable<Batch> => {
  const readOnce = (after: number): Batch | undefined => {
    const head = log.head();
    if (after >= head) return undefined;
    const { rows, position, missing } = log.pass(after, head, eventsPerBatch, options.streamPrefix, 'told');
    const events = rows.map(followedEventOf);
    if (missing !== undefined) events.push(missingEvent(missing));
    return { events, position, caughtUp: position === head };
  };
  const readBatch = async (after: number): Promise<Batch | undefined> => {
    // Between two batches of a long catch-up others are served.
    await turnOfTheLoop();
    for (const pause of pauses) {
      try {
        return readOnce(after);
      } catch (error) {
        if (options.signal.aborted || !mayPass(error)) throw error;
        await pauseOrEnd(pause, options.signal);
      }
    }
    return readOnce(after);
  };
  return catchUpSubscription({ readBatch, wakes }, options);
};

/** Stands for events of which only the place is known: of whatever stream they were, it is told that they are missing. */
const missingEvent = ([first, last]: KnownGap): RecordedEvent =>
  faultyEvent(
    {
      id: '',
      type: '(missing)',
      stream: `(missing ${first}-${last})`,
      revision: 0,
      position: last,
      recordedAt: unknownInstant,
    },
    `the events at positions ${first} to ${last} are missing`,
  );

const unknownInstant = '1970-01-01T00:00:00.000Z';

/** Not the end of the store, which does not pass. */
const mayPass = (error: unknown): error is PhananhError =>
  error instanceof StoreCorrupt || (error instanceof StoreUnavailable && error.details.reason !== 'closed');

const pauseOrEnd = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
