import { StoreUnavailable } from '../engine/base/errors.ts';
import type { Clock } from '../engine/base/time.ts';
import { guarded, systemClockGuard } from '../engine/log/clock-guard.ts';
import type { Batch, EventStore, ReadAllOptions, ReadStreamOptions } from '../engine/log/event-store.ts';
import { assertExpectedRevisionMet, assertRelated } from '../engine/log/expected-revision.ts';
import { recordedEvent, type StoredEvent } from '../engine/log/recorded-event.ts';
import { findRepeatedAppend } from '../engine/log/repeated-append.ts';
import { serialiseAppend } from '../engine/log/serialised-event.ts';
import { hasStreamPrefix } from '../engine/log/stream-name.ts';
import { catchUpSubscription } from '../engine/log/subscription.ts';
import { createWakes } from '../engine/log/wakes.ts';

const batchSize = 1000;

/**
 * The event store port in memory: for tests and for trying things out, and the reference that other stores are
 * compared with. It keeps JSON text, as they do, so that nobody can change an event that they were given.
 */
export const memoryEventStore = ({
  clock: given = systemClockGuard(),
}: {
  readonly clock?: Clock;
} = {}): EventStore => {
  const clock = guarded(given);
  const log: StoredEvent[] = [];
  const streams = new Map<string, StoredEvent[]>();
  const byId = new Map<string, StoredEvent>();
  const wakes = createWakes();
  let closed = false;

  const assertOpen = () => {
    if (closed) throw new StoreUnavailable('the event store is closed', { reason: 'closed' });
  };

  return {
    checksRelated: true,
    knowsEveryId: true,
    async append(stream, events, { expectedRevision, related = [] }) {
      assertOpen();
      assertRelated(related);
      const serialised = serialiseAppend(stream, events, expectedRevision);
      const repeated = findRepeatedAppend(stream, serialised, (id) => byId.get(id));
      if (repeated) return repeated;
      const there = streams.get(stream) ?? [];
      assertExpectedRevisionMet(stream, expectedRevision, there.at(-1)?.revision ?? null);
      for (const other of related) {
        const revision = streams.get(other.stream)?.at(-1)?.revision ?? null;
        assertExpectedRevisionMet(other.stream, other.revision, revision);
      }

      const recordedAt = clock.now();
      clock.recorded(recordedAt);
      for (const event of serialised) {
        const stored = { ...event, stream, revision: there.length, position: log.length + 1, recordedAt };
        log.push(stored);
        there.push(stored);
        byId.set(stored.id, stored);
      }
      streams.set(stream, there);
      wakes.wake();
      return { revision: there.length - 1, position: log.length };
    },

    async *readStream(stream, options = {}) {
      assertOpen();
      for (const stored of within(streams.get(stream) ?? [], options)) {
        assertOpen();
        yield recordedEvent(stored);
      }
    },

    async *readAll(options = {}) {
      assertOpen();
      for (const stored of after(log, options)) {
        assertOpen();
        yield recordedEvent(stored);
      }
    },

    subscribe(options) {
      const { streamPrefix = '' } = options;
      const readBatch = (position: number): Batch | undefined => {
        assertOpen();
        // Positions are the places in the log, from 1, so that what comes after a position begins at that index.
        const passed = log.slice(Math.max(position, 0), Math.max(position, 0) + batchSize);
        const last = passed.at(-1);
        if (last === undefined) return undefined;
        const events = passed
          .filter(({ stream }) => hasStreamPrefix(stream, streamPrefix))
          .map(recordedEvent);
        return { events, position: last.position, caughtUp: last.position === log.length };
      };
      return catchUpSubscription({ readBatch, wakes }, options);
    },

    async health() {
      assertOpen();
      return {};
    },

    end() {
      assertOpen();
      return log.length;
    },

    async close() {
      closed = true;
      wakes.wake();
    },
  };
};

const within = (
  events: readonly StoredEvent[],
  { fromRevision, toRevision, backwards = false, limit = Number.POSITIVE_INFINITY }: ReadStreamOptions,
): readonly StoredEvent[] => {
  const lowest = (backwards ? toRevision : fromRevision) ?? 0;
  const highest = (backwards ? fromRevision : toRevision) ?? Number.POSITIVE_INFINITY;
  const chosen = events.filter(({ revision }) => revision >= lowest && revision <= highest);
  if (backwards) chosen.reverse();
  return chosen.slice(0, Math.max(limit, 0));
};

const after = (
  events: readonly StoredEvent[],
  { after: checkpoint = 0, limit = Number.POSITIVE_INFINITY, streamPrefix = '' }: ReadAllOptions,
): readonly StoredEvent[] =>
  events
    .filter(({ position, stream }) => position > checkpoint && hasStreamPrefix(stream, streamPrefix))
    .slice(0, Math.max(limit, 0));
