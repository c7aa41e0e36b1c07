import type { EventStore } from '@phananh/core/store';
import { collect } from '@phananh/test-support/collect';
import { newEvent } from '@phananh/test-support/new-event';
import { expect, it } from 'vitest';
import { type EventStoreDbEventStore, eventStoreDbEventStore, type Timing } from '../../src/index.ts';

/** Time that passes when nobody does anything any more: the earliest timer is next. */
const simulatedTime = () => {
  let now = 0;
  let timers: readonly { readonly at: number; readonly callback: () => void }[] = [];
  let isTurning = false;
  const turn = (): void => {
    isTurning = false;
    const [first] = timers.toSorted((one, other) => one.at - other.at);
    if (first === undefined) return;
    timers = timers.filter((timer) => timer !== first);
    now = Math.max(now, first.at);
    first.callback();
    turnLater();
  };
  const turnLater = (): void => {
    if (isTurning || timers.length === 0) return;
    isTurning = true;
    setImmediate(turn);
  };
  const timing: Partial<Timing> = {
    now: () => now,
    schedule(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback };
      timers = [...timers, timer];
      turnLater();
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  return { timing, now: () => now };
};

/** A read of a server that takes the connection and says nothing. */
const silentReading = () => {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  return {
    async *[Symbol.asyncIterator]() {
      yield await promise;
    },
    destroy: (error?: Error) => reject(error),
  };
};

const silentStore = () => {
  const { timing, now } = simulatedTime();
  const client = {
    appendToStream: () => new Promise<never>(() => {}),
    readStream: silentReading,
    readAll: silentReading,
    subscribeToAll: () => {
      throw new Error('nobody comes so far');
    },
  };
  return { store: eventStoreDbEventStore({ client, timing }), now };
};

const append = (store: EventStore) =>
  store.append('report-1', [newEvent()], { expectedRevision: 'no-stream' });

it.each<[string, (store: EventStoreDbEventStore) => Promise<unknown>]>([
  ['an append', append],
  ['a stream', (store) => collect(store.readStream('report-1'))],
  ['a stream from a snapshot on', (store) => collect(store.readStream('report-1', { fromRevision: 3 }))],
  ['the log', (store) => collect(store.readAll())],
  ['when the last event was recorded', async (store) => store.lastRecorded?.()],
  ['where the log ends', (store) => store.lastPosition()],
  ['what was deleted', (store) => store.deletedStreams()],
  ['the rights of the user', (store) => store.tryRights()],
  ['its health', async (store) => store.health?.().then(({ failure }) => Promise.reject(failure))],
])('a server that stays silent is given up after one total: %s', async (_, ask) => {
  const { store, now } = silentStore();
  await expect(ask(store)).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.stringContaining('did not answer within 15000 ms'),
  });
  expect(now()).toBe(15_000);
});
