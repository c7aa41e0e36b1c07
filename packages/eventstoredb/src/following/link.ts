import type { RecordedEvent } from '@phananh/core/store';
import type { OpenSubscription } from '../connection/subscription.ts';
import { silence, type Timing } from '../connection/timing.ts';
import { deletionOf } from '../reading/deletions.ts';
import type { ServerRecord } from '../wire/client.ts';
import { type RecordFilter, streamsWith } from '../wire/filter.ts';
import { isSystemEvent } from '../wire/stored-form.ts';
import type { Passed } from './passed.ts';

/** Most events that wait for a reader. Then the gRPC call is paused, and the flow control of HTTP/2 makes the server wait. */
const mostWaiting = 2_000;
/** Milliseconds to wait for further events after one that came live: the events of one append come one by one. */
const linger = 2;

/** What is subscribed to, and how. */
export interface LinkOptions {
  readonly open: OpenSubscription;
  readonly timing: Timing;
  readonly streamPrefix: string;
  /** Default: the streams with this prefix. */
  readonly filter?: RecordFilter;
  /** Makes an event of a record of the server. An error that it throws ends the following. */
  readonly eventOf: (record: ServerRecord) => RecordedEvent;
}

/** One subscription at the server. */
export interface Link {
  /** Lets the server send on, when the reader has taken enough. */
  resume(): void;
  end(): void;
}

/** Subscribes over one connection and hands on what it reports, until it is dropped. */
export const listen = (
  { open, streamPrefix, filter = streamsWith(streamPrefix), timing, eventOf }: LinkOptions,
  passed: Passed,
  on: { confirmed(): void; news(): void; dropped(cause: unknown): void },
): Link => {
  let ended = false;
  let paused = false;
  let lingering = false;

  const drop = (cause: unknown) => {
    if (ended) return;
    finish();
    on.dropped(cause);
  };
  const note = (what: () => void): void => {
    if (ended) return;
    what();
    on.news();
  };
  const settle = () => {
    lingering = false;
    passed.settle();
    on.news();
  };

  const subscription = open(
    { after: passed.end, filter },
    {
      confirmed() {
        if (ended) return;
        cancelSilence();
        on.confirmed();
      },
      record(record) {
        if (ended) return;
        try {
          if (!isSystemEvent(record)) passed.event(eventOf(record));
          else {
            const deletion = deletionOf(record);
            // A record of the server's own streams is no event for the reader; only the position moves on.
            if (deletion === undefined) return passed.over(Number(record.position?.commit ?? 0));
            passed.deletion(deletion);
          }
        } catch (error) {
          return drop(error);
        }
        if (passed.size >= mostWaiting && !paused) {
          paused = true;
          subscription.pause();
        }
        if (passed.atHead && !lingering) {
          lingering = true;
          cancelLinger = timing.schedule(linger, settle);
        }
        on.news();
      },
      checkpoint: (position) => note(() => passed.checkpoint(position)),
      caughtUp: () => note(passed.caughtUp),
      fellBehind: () => note(passed.fellBehind),
      dropped: drop,
    },
  );
  const cancelSilence = timing.schedule(timing.timeout, () =>
    drop(silence('a subscription', timing, timing.timeout)),
  );
  let cancelLinger = () => {};
  const finish = () => {
    ended = true;
    cancelSilence();
    cancelLinger();
    subscription.end();
  };

  return {
    resume() {
      if (!paused || ended || passed.size > mostWaiting / 2) return;
      paused = false;
      subscription.resume();
    },
    end: finish,
  };
};
