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
 * The end of the log, read on from where it was read last: one read tells every caller that waits for it what others have
 * written to the streams that are known, and what became of the appends that are under way.
 */
export interface LogTail {
  /**
   * When all that was in the log at the call has been read, and what is known of streams is true as of then.
   *
   * @returns false when that could not be had; the streams themselves have to be asked then
   */
  seen(): Promise<boolean>;
  /** Keeps events with the ids of these when they come by, in a stream and after a revision of it. */
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

/** Further behind than that it is not read: the streams are asked, and the tail begins anew where the log ends then. */
const mostBehind = 1_000;

/**
 * Milliseconds before a log that is denied is asked for again. Each question costs the append that waits for it a call; an
 * operator who gives the right back sees it used within half a minute.
 */
const deniedPause = (times: number): number => Math.min(1_000 * 2 ** (times - 1), 30_000);

export const logTail = (calls: ServerCalls, known: KnownIds, timing: Timing): LogTail => {
  /** By stream and id: appends that share one wait for each other. */
  const expected = new Map<string, Awaited>();
  const readLog = readLogWith(calls, timing);
  let passed: Position | undefined;
  /** Of the record at {@link passed}, when that was read. */
  let lastId: string | undefined;
  /** Until when it is not asked for again, and how often in a row it was denied. */
  let denied = { until: 0, times: 0 };
  let running: Promise<boolean> | undefined;
  let next: Promise<boolean> | undefined;

  /** What was not seen come by may have become another. */
  const beginAnew = async (): Promise<false> => {
    passed = undefined;
    lastId = undefined;
    known.forgetAll();
    passed = (await readHead(calls.client, limited(timing), { requiresLeader: true })).any;
    // Once more: what was learned while the end was asked for may be older than it.
    known.forgetAll();
    return false;
  };

  const take = (record: LogRecord): void => {
    const { streamId: stream, id, revision, position } = record;
    if (isSystemEvent(record)) {
      // Metadata of a stream, or its tombstone: it may be shorter than it was.
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
      // Whoever reads the stream is told what is wrong with it.
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
      // It begins with the record that was the last one; otherwise it is another log, or lost its end.
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
      // One that is under way may have passed what was written just now.
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
