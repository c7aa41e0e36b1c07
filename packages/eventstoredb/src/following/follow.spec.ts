import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { subscriptionsThrough } from '../connection/subscription.ts';
import { defaultTiming } from '../connection/timing.ts';
import type { EventStoreDbClient, ServerRecord, ServerSubscription, StreamFilter } from '../wire/client.ts';
import { recordedEventOf } from '../wire/stored-form.ts';
import { follow } from './follow.ts';

const record = (position: number): ServerRecord => ({
  streamId: 'report-1',
  id: crypto.randomUUID(),
  isJson: true,
  revision: BigInt(position),
  type: 'something-happened',
  created: new Date(0),
  data: {},
  metadata: {
    version: 1,
    actor: { kind: 'operator', id: 'o-1' },
    commandId: 'c',
    commandDigest: 'd',
    $correlationId: 'c',
    $causationId: null,
    occurredAt: '2026-11-23T08:30:00.000Z',
  },
  position: { commit: BigInt(position), prepare: BigInt(position) },
});

/** A subscription as the client has it: events wait in its buffer while it already calls back for what comes after them. */
const bufferingSubscription = () => {
  const buffer: ServerRecord[] = [];
  const emitter = new EventEmitter();
  const subscription: ServerSubscription & EventEmitter = Object.assign(emitter, {
    readableLength: 0,
    pause: () => {},
    resume: () => {},
    unsubscribe: async () => {},
  });
  Object.defineProperty(subscription, 'readableLength', { get: () => buffer.length });
  return {
    subscription,
    receive: (event: ServerRecord) => buffer.push(event),
    flow() {
      const event = buffer.shift();
      if (event) emitter.emit('data', { event });
    },
  };
};

const following = async () => {
  const { subscription, receive, flow } = bufferingSubscription();
  const filters: StreamFilter[] = [];
  const client: EventStoreDbClient = {
    appendToStream: () => Promise.reject(new Error('not used')),
    readStream: () => (async function* () {})(),
    readAll: () =>
      (async function* () {
        yield { event: record(900) };
      })(),
    subscribeToAll({ filter }) {
      filters.push(filter);
      return subscription;
    },
  };
  const follower = follow({
    client,
    open: subscriptionsThrough(client),
    timing: defaultTiming,
    after: 0,
    streamPrefix: 'report-',
    attempts: 1,
    eventOf: recordedEventOf,
    onDrop: () => {},
    onChange: () => {},
    wake: () => {},
  });
  while (filters.length === 0) await new Promise((resolve) => setImmediate(resolve));
  subscription.emit('confirmation');
  const checkpoint = (position: bigint) =>
    filters[0]?.checkpointReached(subscription, { commit: position, prepare: position });
  return { follower, subscription, receive, flow, checkpoint };
};

it('a checkpoint takes its place behind the events that the client still holds', async () => {
  const { follower, receive, flow, checkpoint } = await following();
  receive(record(100));
  receive(record(200));
  await checkpoint(500n);
  expect(follower.state.position).toBe(0);
  flow();
  expect(follower.state.position).toBe(100);
  flow();
  expect(follower.state.position).toBe(500);
  const batch = await follower.take();
  expect(batch?.events.map(({ position }) => position)).toEqual([100, 200]);
  expect(batch).toMatchObject({ position: 500, caughtUp: false });
  follower.stop();
});

it('the end of the log takes its place behind them too', async () => {
  const { follower, subscription, receive, flow } = await following();
  receive(record(800));
  receive(record(900));
  subscription.emit('caughtUp');
  flow();
  expect(follower.state).toMatchObject({ position: 800, caughtUp: false });
  flow();
  const batch = await follower.take();
  expect(batch?.events.map(({ position }) => position)).toEqual([800, 900]);
  expect(batch).toMatchObject({ position: 900, caughtUp: true });
  follower.stop();
});
