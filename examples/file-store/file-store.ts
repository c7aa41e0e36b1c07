import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import {
  assertExpectedRevisionMet,
  assertRelated,
  type Batch,
  type Clock,
  catchUpSubscription,
  createWakes,
  type EventStore,
  findRepeatedAppend,
  guarded,
  hasStreamPrefix,
  type ReadAllOptions,
  type ReadStreamOptions,
  recordedEvent,
  StoreCorrupt,
  type StoredEvent,
  StoreUnavailable,
  serialiseAppend,
  systemClockGuard,
} from '@phananh/core/store';

const batchSize = 1000;

/**
 * An event store in a text file, a line an append: as small as a durable adapter can be. All of it is in memory too, and one process
 * has the file: for some thousands of events, and to show what an adapter is made of.
 *
 * @param options `synced: false`, for tests, does not wait for the disk: what it has not when the power goes is lost
 */
export const fileEventStore = (
  path: string,
  {
    clock: given = systemClockGuard(),
    synced = true,
  }: { readonly clock?: Clock; readonly synced?: boolean } = {},
): EventStore => {
  const clock = guarded(given);
  const log: StoredEvent[] = [];
  const streams = new Map<string, StoredEvent[]>();
  const byId = new Map<string, StoredEvent>();
  const wakes = createWakes();
  let closed = false;

  const keep = (events: readonly StoredEvent[]): void => {
    for (const event of events) {
      log.push(event);
      const stream = streams.get(event.stream) ?? [];
      stream.push(event);
      streams.set(event.stream, stream);
      byId.set(event.id, event);
      clock.recorded(event.recordedAt);
    }
  };
  const revisionOf = (stream: string): number | null => streams.get(stream)?.at(-1)?.revision ?? null;
  const demandOpen = (): void => {
    if (closed) throw new StoreUnavailable('the event store is closed', { reason: 'closed' });
  };

  // #region open
  const file = openSync(path, 'a+');
  const whole = wholeLines(readFileSync(path));
  // What a crash left of an append that was never acknowledged.
  ftruncateSync(file, whole.bytes);
  for (const line of whole.lines) keep(eventsIn(path, line));
  // #endregion open

  return {
    checksRelated: true,

    // #region append
    async append(stream, events, { expectedRevision, related = [] }) {
      demandOpen();
      assertRelated(related);
      const serialised = serialiseAppend(stream, events, expectedRevision);
      const repeated = findRepeatedAppend(stream, serialised, (id) => byId.get(id));
      if (repeated) return repeated;
      const last = revisionOf(stream);
      assertExpectedRevisionMet(stream, expectedRevision, last);
      for (const other of related)
        assertExpectedRevisionMet(other.stream, other.revision, revisionOf(other.stream));

      const recordedAt = clock.now();
      const stored = serialised.map((event, index): StoredEvent => {
        const revision = (last ?? -1) + 1 + index;
        return { ...event, stream, revision, position: log.length + 1 + index, recordedAt };
      });
      writeSync(file, `${JSON.stringify(stored)}\n`);
      if (synced) fsyncSync(file);
      keep(stored);
      wakes.wake();
      return { revision: (last ?? -1) + stored.length, position: log.length };
    },
    // #endregion append

    // #region read
    async *readStream(stream, asked = {}) {
      demandOpen();
      for (const event of within(streams.get(stream) ?? [], asked)) {
        demandOpen();
        yield recordedEvent(event);
      }
    },

    async *readAll(asked = {}) {
      demandOpen();
      for (const event of after(log, asked)) {
        demandOpen();
        yield recordedEvent(event);
      }
    },

    subscribe(asked) {
      const readBatch = (position: number): Batch | undefined => {
        demandOpen();
        // Positions are the places in the log, from 1.
        const from = Math.max(position, 0);
        const passed = log.slice(from, from + batchSize);
        const end = passed.at(-1)?.position;
        if (end === undefined) return undefined;
        const events = passed.filter(({ stream }) => hasStreamPrefix(stream, asked.streamPrefix ?? ''));
        return { events: events.map(recordedEvent), position: end, caughtUp: end === log.length };
      };
      return catchUpSubscription({ readBatch, wakes }, asked);
    },
    // #endregion read

    end() {
      demandOpen();
      return log.length;
    },

    async close() {
      if (closed) return;
      closed = true;
      closeSync(file);
      wakes.wake();
    },
  };
};

/** The lines that have their end, and how many bytes they take. */
const wholeLines = (content: Buffer): { readonly lines: readonly string[]; readonly bytes: number } => {
  const bytes = content.lastIndexOf('\n') + 1;
  const lines = content.subarray(0, bytes).toString('utf8').split('\n').slice(0, -1);
  return { lines, bytes };
};

const eventsIn = (path: string, line: string): readonly StoredEvent[] => {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new StoreCorrupt(`${path} has a line that is none of an append`, {}, { cause });
  }
};

const within = (
  events: readonly StoredEvent[],
  { fromRevision, toRevision, backwards = false, limit = Number.POSITIVE_INFINITY }: ReadStreamOptions,
): readonly StoredEvent[] => {
  const lowest = (backwards ? toRevision : fromRevision) ?? 0;
  const highest = (backwards ? fromRevision : toRevision) ?? Number.POSITIVE_INFINITY;
  const chosen = events.filter(({ revision }) => revision >= lowest && revision <= highest);
  return (backwards ? chosen.toReversed() : chosen).slice(0, Math.max(limit, 0));
};

const after = (
  events: readonly StoredEvent[],
  { after: checkpoint = 0, limit = Number.POSITIVE_INFINITY, streamPrefix = '' }: ReadAllOptions,
): readonly StoredEvent[] =>
  events
    .filter(({ position, stream }) => position > checkpoint && hasStreamPrefix(stream, streamPrefix))
    .slice(0, Math.max(limit, 0));
