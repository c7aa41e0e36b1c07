import type { PlacedEvent, Position, Revision, SerialisedEvent } from '@phananh/core/store';
import type { ServerCalls } from '../connection/server-calls.ts';
import { failureOf } from '../connection/store-error.ts';
import { limited, type Timing } from '../connection/timing.ts';
import { readHead } from '../reading/head.ts';
import { type LogRecord, readLogWith } from '../reading/log-reading.ts';
import type { OutgoingEvent } from '../wire/batch-append.ts';
import { isSystemEvent, placedEventOf, recordedEventOf } from '../wire/stored-form.ts';
import type { KnownIds } from './known-ids.ts';

/**
 * The end of the log, which is read on from where the last read stopped. One read tells all waiting appends what other hosts have written
 * to the streams whose ids are known, and whether the log has the events that were sent.
 */
export interface LogTail {
  /**
   * Resolves when the log has been read up to where it ended at the call, so that the known ids are those of then.
   *
   * @returns false when it could not be read; the streams themselves have to be read then
   */
  seen(): Promise<boolean>;
  /** Keeps the events with these ids when the log gives them, in this stream and after this revision. */
  expect(stream: string, after: Revision, events: readonly ExpectedEvent[]): Expected;
}

/** An event, and what is sent of it. */
interface ExpectedEvent {
  readonly event: SerialisedEvent;
  readonly outgoing: OutgoingEvent;
}

export interface Expected {
  find(id: string): PlacedEvent | undefined;
  release(): void;
}

/**
 * Most events of one read. When more were written since the last read, the streams are read instead, and the next read begins at the end.
 */
const mostBehind = 1_000;

/**
 * Milliseconds before a log whose reading was denied is asked for again. Each attempt costs the waiting append a call. After an operator
 * has given the right, it is used within half a minute.
 */
const deniedPause = (times: number): number => Math.min(1_000 * 2 ** (times - 1), 30_000);

export const logTail = (calls: ServerCalls, known: KnownIds, timing: Timing): LogTail => {
  /** By stream and event id. Two appends of the same event never wait at once: the queue of the store runs them one after another. */
  const expected = new Map<string, Awaited>();
  const readLog = readLogWith(calls, timing);
  let passed: Position | undefined;
  /** The id of the record at {@link passed}, if that was read. */
  let lastId: string | undefined;
  /** Until when the log is not asked for again, and how often in a row it was denied. */
  let denied = { until: 0, times: 0 };
  let running: Promise<boolean> | undefined;
  let next: Promise<boolean> | undefined;

  /** Begins at the end of the log, and forgets all known ids: what was written in between was not seen. */
  const beginAnew = async (): Promise<false> => {
    passed = undefined;
    lastId = undefined;
    known.forgetAll();
    passed = (await readHead(calls.client, limited(timing), { requiresLeader: true })).any;
    // Again: ids that were learned while the end was asked for may be from before that end.
    known.forgetAll();
    return false;
  };

  const take = (record: LogRecord): void => {
    const { streamId: stream, id, revision, position } = record;
    if (isSystemEvent(record)) {
      // Metadata of a stream, or its tombstone, may have made it shorter.
      known.forget(stream.startsWith('$$') ? stream.slice(2) : stream);
      return;
    }
    const kept = expected.get(`${stream} ${id}`);
    if (kept === undefined && known.endOf(stream) === null) return;
    try {
      const own = kept !== undefined && record.is(kept.outgoing);
      const event = own ? undefined : recordedEventOf(record.whole());
      known.learn({ id, stream, revision });
      if (kept === undefined || revision <= kept.after) return;
      kept.found ??= event ? placedEventOf(event) : { ...kept.event, stream, revision, position };
    } catch {
      // An event that cannot be understood. The next reading of the stream throws, and says what is wrong.
      known.forget(stream);
    }
  };

  const look = async (): Promise<boolean> => {
    if (passed === undefined) return beginAnew();
    const from = passed;
    let count = 0;
    let another = false;
    await readLog(from, mostBehind, (record) => {
      const { position } = record;
      count += 1;
      // A read begins with the record that was read last. When another one stands there, this is another log, or it has lost its end.
      another ||= count === 1 && from > 0 && (position !== from || record.id !== (lastId ?? record.id));
      if (another) return false;
      if (position > (passed ?? 0)) {
        take(record);
        passed = position;
        lastId = record.id;
      }
      return true;
    });
    if (another) return beginAnew();
    if (count === mostBehind || (count === 0 && from > 0)) return beginAnew();
    return true;
  };

  const attempt = (): Promise<boolean> =>
    look().then(
      (seen) => {
        denied = { until: 0, times: 0 };
        return seen;
      },
      (cause: unknown) => {
        if (failureOf(cause, null).kind === 'final') {
          const times = denied.times + 1;
          denied = { until: timing.now() + deniedPause(times), times };
        }
        return false;
      },
    );

  return {
    async seen() {
      if (timing.now() < denied.until) return false;
      // A read that is running may have passed the place of what was written just now: the caller waits for the next one.
      next ??= (async () => {
        await running;
        running = next;
        next = undefined;
        return attempt();
      })();
      return next;
    },
    expect(stream, after, events) {
      const keyOf = (id: string) => `${stream} ${id}`;
      for (const { event, outgoing } of events) expected.set(keyOf(event.id), { after, event, outgoing });
      return {
        find: (id) => expected.get(keyOf(id))?.found,
        release() {
          for (const { event } of events) expected.delete(keyOf(event.id));
        },
      };
    },
  };
};

interface Awaited extends ExpectedEvent {
  readonly after: Revision;
  found?: PlacedEvent;
}
