import {
  type Batch,
  type Position,
  type ReadAllOptions,
  type RecordedEvent,
  StoreUnavailable,
  type StreamDeletion,
  type SubscribeOptions,
} from '@phananh/core/store';
import { repeats, retried } from '../connection/retried.ts';
import type { CallsOfClient } from '../connection/server-calls.ts';
import { limited, pause, pauseAfter, type Timing } from '../connection/timing.ts';
import { type FindFault, isSystemEvent, serverPositionOf, soundEventOf } from '../wire/stored-form.ts';
import { readHead } from './head.ts';
import { recordsOf } from './reading.ts';

export interface LogReading {
  readonly client: CallsOfClient;
  readonly timing: Timing;
  readonly findFault: FindFault;
  /** A subscription that gives up where a read would. */
  readonly follow: (options: SubscribeOptions) => AsyncIterable<Batch>;
}

/** The log up to where it ends when reading begins: a reader that is slower than the writers comes to an end too. */
export async function* readAll(
  { follow, ...reading }: LogReading,
  { after = 0, limit = Number.POSITIVE_INFINITY, streamPrefix = '' }: ReadAllOptions,
): AsyncGenerator<RecordedEvent, void> {
  if (!(limit > 0)) return;
  const { any: head } = await retried((timing) => readHead(reading.client, timing), reading.timing);
  if (after >= head) return;
  let left = limit;
  // The client's reads know no filter; only its subscriptions do.
  const events =
    streamPrefix === ''
      ? everyEvent(reading, after, head)
      : filteredEvents({ follow, ...reading }, streamPrefix, after, head);
  for await (const event of events) {
    yield event;
    left -= 1;
    if (!(left > 0)) return;
  }
}

/** Goes on where a read broke off. */
async function* everyEvent(
  { client, timing: waits, findFault }: Omit<LogReading, 'follow'>,
  after: Position,
  head: Position,
): AsyncGenerator<RecordedEvent, void> {
  const timing = limited(waits);
  let passed = after;
  const again = repeats(timing, null);
  while (passed < head) {
    try {
      const reading = client.readAll({
        direction: 'forwards',
        fromPosition: passed > 0 ? serverPositionOf(passed) : 'start',
        maxCount: Number.MAX_SAFE_INTEGER,
        requiresLeader: false,
      });
      for await (const record of recordsOf(reading, 'a read of the log', timing)) {
        const position = Number(record.position?.commit ?? 0);
        if (position > head) return;
        // A read begins at its position, a subscription after it.
        if (position <= passed) continue;
        passed = position;
        again.reset();
        timing.renew();
        if (!isSystemEvent(record)) yield soundEventOf(record, findFault);
      }
      if (passed < head) throw behind(passed, head);
    } catch (cause) {
      await again.after(cause);
    }
  }
}

async function* filteredEvents(
  reading: Pick<LogReading, 'follow' | 'timing'>,
  streamPrefix: string,
  after: Position,
  head: Position,
): AsyncGenerator<RecordedEvent, void> {
  for await (const { events } of batchesUpTo(reading, streamPrefix, after, head))
    for (const event of events) {
      if (event.position > head) return;
      yield event;
    }
}

/**
 * The streams that somebody deleted, as they stand where the log ends now.
 *
 * @param follow gives what the server says of streams
 */
export const readDeletedStreams = async ({
  follow,
  ...reading
}: Omit<LogReading, 'findFault'>): Promise<readonly StreamDeletion[]> => {
  const { any: head } = await retried((timing) => readHead(reading.client, timing), reading.timing);
  const found = new Map<string, StreamDeletion>();
  if (head === 0) return [];
  for await (const { deletions = [] } of batchesUpTo({ follow, ...reading }, '', 0, head))
    for (const deletion of deletions) {
      const { stream, how } = deletion;
      if (found.get(stream)?.how === 'tombstoned') continue;
      if (how === 'restored') found.delete(stream);
      else found.set(stream, deletion);
    }
  return [...found.values()];
};

/** What a subscription gives until it has passed a position, the last batch perhaps beyond it. */
async function* batchesUpTo(
  { follow, timing }: Pick<LogReading, 'follow' | 'timing'>,
  streamPrefix: string,
  after: Position,
  head: Position,
): AsyncGenerator<Batch, void> {
  let passed = after;
  for (let failures = 1; ; failures += 1) {
    const stop = new AbortController();
    try {
      for await (const batch of follow({ after: passed, streamPrefix, signal: stop.signal })) {
        yield batch;
        const { position, caughtUp } = batch;
        if (position > passed) failures = 1;
        passed = position;
        if (passed >= head) return;
        if (caughtUp) break;
      }
    } finally {
      stop.abort();
    }
    if (failures >= timing.attempts) throw behind(passed, head);
    await pause(pauseAfter(failures, timing), timing);
  }
}

/** The error of a node that gives less of the log than its head said: another node is ahead of it, or it lost its last writes. */
const behind = (passed: Position, head: Position): StoreUnavailable =>
  new StoreUnavailable(`the event store gave the log up to ${passed}, though it ended at ${head}`, {
    reason: 'behind',
  });
