import { EventStoreDBClient } from '@eventstore/db-client';
import type { RecordedEvent } from '@phananh/core';
import type { Batch } from '@phananh/core/engine';
import { startTestServer, type TestServer, type TestServerOptions } from '@phananh/eventstoredb-test-server';
import { collect } from '@phananh/test-support/collect';
import { newEvent } from '@phananh/test-support/new-event';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { eventStoreDbEventStore, type SubscriptionDrop } from '../../src/index.ts';
import type { StoreSettings } from '../stores.ts';
import { testTimers } from '../timers.ts';

/** What is known to go wrong with `@eventstore/db-client` 6.2.1, and what the store does about it. */

const started = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const server = await startTestServer(options);
  onTestFinished(() => server.stop());
  return server;
};

const opened = (server: TestServer, settings: StoreSettings = {}) => {
  const store = eventStoreDbEventStore({ connectionString: server.connectionString, ...settings });
  onTestFinished(() => store.close());
  return store;
};

const called = (server: TestServer, method: string, times: number) =>
  vi.waitFor(() => expect(server.calls.get(method) ?? 0).toBeGreaterThanOrEqual(times));

describe('1: a batch append has no deadline', () => {
  const ways = [
    ['over BatchAppend', true, 'batchAppend'],
    ['with single appends', false, 'append'],
  ] as const;

  it.each(ways)('a server that falls silent is asked again with the same ids, %s', async (_, batchAppend) => {
    const server = await started({ batchAppend });
    const { timing, expire } = testTimers();
    const store = opened(server, { timing });
    server.faults.next('append', { kind: 'silent' });
    const events = [newEvent(), newEvent()];
    const appending = store.append('s', events, { expectedRevision: 'no-stream' });
    await vi.waitFor(() => {
      expire();
      expect(server.log.records.length).toBeGreaterThan(0);
    });
    expect(await appending).toMatchObject({ revision: 1 });
    expect(server.log.records.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it.each(ways)(
    'one that stays silent is given up after a bounded number of attempts, %s',
    async (...way) => {
      const [, batchAppend, method] = way;
      const server = await started({ batchAppend });
      const { timing, expire, pauses } = testTimers();
      const store = opened(server, { timing });
      server.faults.next('append', ...Array.from({ length: 9 }, () => ({ kind: 'silent' }) as const));
      const refused = expect(store.append('s', [newEvent()], { expectedRevision: 'no-stream' })).rejects;
      for (let attempt = 1; attempt <= 9; attempt += 1) {
        await called(server, method, attempt);
        expire();
      }
      await refused.toMatchObject({ code: 'store-unavailable', details: { reason: 'timeout' } });
      expect(server.calls.get(method)).toBe(9);
      expect(pauses).toEqual([50, 100, 200, 400, 800, 1_500, 1_500, 1_500]);
    },
  );
});

describe('2: all clients of a process share one table of what was sent over BatchAppend', () => {
  it.each([
    ['of a connection string', (server: TestServer) => opened(server)],
    [
      "of a client of its user's own making",
      (server: TestServer) => {
        const client = EventStoreDBClient.connectionString(server.connectionString);
        const store = eventStoreDbEventStore({ client });
        onTestFinished(async () => {
          await store.close();
          await client.dispose();
        });
        return store;
      },
    ],
  ])('the appends of a store %s are not touched when the server of another stops', async (_, open) => {
    const [a, b] = [await started(), await started()];
    const [storeA, storeB] = [opened(a, { timing: { attempts: 1 } }), open(b)];
    a.faults.next('append', { kind: 'silent' });
    b.faults.next('append', { kind: 'late-answer' });
    const lost = expect(storeA.append('s', [newEvent()], { expectedRevision: 'any' })).rejects;
    const kept = storeB.append('s', [newEvent()], { expectedRevision: 'any' });
    await called(a, 'batchAppend', 1);
    await vi.waitFor(() => expect(b.log.records).toHaveLength(1));
    await a.stop();
    await lost.toMatchObject({ code: 'store-unavailable' });
    b.faults.release();
    expect(await kept).toMatchObject({ revision: 0 });
    expect(b.calls.get('batchAppend')).toBe(1);
  });
});

it('3: a checkpoint never gets ahead of an event that was not handled', async () => {
  const server = await started();
  const store = opened(server);
  for (let index = 0; index < 30; index += 1) {
    const others = Array.from({ length: 97 }, () => newEvent());
    await store.append(`other-${index}`, others, { expectedRevision: 'no-stream' });
    await store.append(`report-${index}`, [newEvent(), newEvent()], { expectedRevision: 'no-stream' });
  }
  const expected = (await collect(store.readAll())).filter(({ stream }) => stream.startsWith('report-'));
  const handled: RecordedEvent[] = [];
  const batches: Batch[] = [];
  const signal = new AbortController().signal;
  for await (const batch of store.subscribe({ streamPrefix: 'report-', signal })) {
    // Slower than the connection, so that the client has passed on checkpoints of what is not handled.
    await new Promise((resolve) => setImmediate(resolve));
    batches.push(batch);
    handled.push(...batch.events);
    const passed = expected.filter(({ position }) => position <= batch.position);
    expect(handled.map(({ id }) => id)).toEqual(passed.map(({ id }) => id));
    if (batch.caughtUp) break;
  }
  expect(handled).toHaveLength(60);
  // Some of the way was told by checkpoints alone.
  expect(batches.length).toBeGreaterThan(3);
});

describe('4: nothing reconnects a subscription that was dropped', () => {
  it('it goes on by itself, tells why, and waits longer after each failure', async () => {
    const server = await started();
    const { timing } = testTimers();
    const drops: SubscriptionDrop[] = [];
    const store = opened(server, { timing, onSubscriptionDropped: (drop) => drops.push(drop) });
    const first = newEvent();
    await store.append('s', [first], { expectedRevision: 'no-stream' });
    const batches = store.subscribe({ signal: new AbortController().signal })[Symbol.asyncIterator]();
    expect((await batches.next()).value?.events).toHaveLength(1);
    expect(store.subscriptionStates()).toMatchObject([{ connected: true, caughtUp: true, drops: 0 }]);

    server.faults.next('subscribe', { kind: 'drop' }, { kind: 'drop' }, { kind: 'drop' });
    await server.restart();
    const second = newEvent();
    const { position } = await store.append('s', [second], { expectedRevision: 0 });
    const next = (await batches.next()).value;
    expect(next?.events.map(({ id }: RecordedEvent) => id)).toEqual([second.id]);
    expect(drops.length).toBeGreaterThanOrEqual(4);
    expect(drops[0]?.error).toMatchObject({ code: 'store-unavailable' });
    expect(drops.slice(0, 4).map(({ pause }) => pause)).toEqual([50, 100, 200, 400]);
    expect(store.subscriptionStates()).toMatchObject([{ connected: true, caughtUp: true, position }]);
    await batches.return?.();
    expect(store.subscriptionStates()).toEqual([]);
  });

  it('a server that takes the subscription and never confirms it is left', async () => {
    const server = await started();
    const { timing, expire } = testTimers();
    const store = opened(server, { timing });
    await store.append('s', [newEvent()], { expectedRevision: 'no-stream' });
    server.faults.next('subscribe', { kind: 'silent' });
    const calls = server.calls.get('read') ?? 0;
    const batches = store.subscribe({ signal: new AbortController().signal })[Symbol.asyncIterator]();
    const batch = batches.next();
    await called(server, 'read', calls + 2);
    const waiting = setInterval(expire, 5);
    onTestFinished(() => clearInterval(waiting));
    expect((await batch).value?.events).toHaveLength(1);
    await batches.return?.();
  });
});

it('5: a refusal without an exception is a refusal, with the right revision', async () => {
  const server = await started({ batchAppend: false });
  const store = eventStoreDbEventStore({
    connectionString: `${server.connectionString}&throwOnAppendFailure=false`,
  });
  onTestFinished(() => store.close());
  await store.append('s', [newEvent(), newEvent(), newEvent()], { expectedRevision: 'no-stream' });
  const other = opened(server);
  await other.append('s', [newEvent()], { expectedRevision: 2 });
  await expect(store.append('s', [newEvent()], { expectedRevision: 2 })).rejects.toMatchObject({
    code: 'wrong-expected-revision',
    details: { currentRevision: 3 },
  });
});

describe('6: what is not the JSON that we wrote comes back as something else, in silence', () => {
  const encoded = (text: string) => new TextEncoder().encode(text);
  const ours = JSON.stringify({
    version: 1,
    actor: { kind: 'operator', id: 'o-1' },
    commandId: 'c',
    commandDigest: 'd',
    $correlationId: 'c',
    $causationId: null,
    occurredAt: '2026-11-23T08:30:00.000Z',
  });
  const record = (data: string, metadata: string, isJson = true) => ({
    id: crypto.randomUUID(),
    type: 'something-happened',
    isJson,
    data: encoded(data),
    metadata: encoded(metadata),
  });

  it.each([
    ['broken data', record('{"a":', ours), 'store-corrupt'],
    ['broken metadata', record('{}', '{"version":'), 'store-corrupt'],
    ['an event of another program', record('{}', ''), 'unknown-event'],
    ['metadata of another program', record('{}', '{"user":"x"}'), 'unknown-event'],
    ['bytes', record('{}', ours, false), 'unknown-event'],
    ['a list', record('[]', ours), 'unknown-event'],
  ] as const)(
    '%s are refused by name when they are read, and followed with what is wrong with them',
    async (_, foreign, code) => {
      const server = await started();
      const store = opened(server);
      await store.append('report-1', [newEvent()], { expectedRevision: 'no-stream' });
      server.log.write('report-1', [foreign]);
      server.written();
      const refusal = { code, details: { stream: 'report-1', revision: 1, type: 'something-happened' } };
      await expect(collect(store.readStream('report-1'))).rejects.toMatchObject(refusal);
      await expect(collect(store.readAll())).rejects.toMatchObject(refusal);
      await expect(collect(store.readAll({ streamPrefix: 'report-' }))).rejects.toMatchObject(refusal);
      await store.append('report-2', [newEvent()], { expectedRevision: 'no-stream' });
      const seen: (readonly [string, string | undefined])[] = [];
      for await (const { events, caughtUp } of store.subscribe({ signal: new AbortController().signal })) {
        for (const { stream, fault } of events) seen.push([stream, fault]);
        if (caughtUp) break;
      }
      expect(seen).toEqual([
        ['report-1', undefined],
        ['report-1', expect.stringMatching(/^the event 1 of report-1/)],
        ['report-2', undefined],
      ]);
      await expect(store.append('report-1', [newEvent()], { expectedRevision: 1 })).rejects.toMatchObject(
        refusal,
      );
    },
  );
});
