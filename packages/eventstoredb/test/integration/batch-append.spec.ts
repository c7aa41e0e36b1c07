import { EventStoreDBClient } from '@eventstore/db-client';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import {
  authority,
  type Fault,
  secure,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '@phananh/eventstoredb-test-server';
import { collect } from '@phananh/test-support/collect';
import { newEvent } from '@phananh/test-support/new-event';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type EventStoreDbClient, eventStoreDbEventStore } from '../../src/index.ts';
import type { StoreSettings } from '../stores.ts';
import { testTimers } from '../timers.ts';

/** Appends that share one call of `BatchAppend`, and what can happen to that call. */

const started = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const server = await startTestServer(options);
  onTestFinished(() => server.stop());
  return server;
};

const opened = (connectionString: string, settings: StoreSettings = {}) => {
  const store = eventStoreDbEventStore({ connectionString, ...settings });
  onTestFinished(() => store.close());
  return store;
};

const withStore = async (options: TestServerOptions = {}) => {
  const server = await started(options);
  const timers = testTimers();
  return { server, ...timers, store: opened(server.connectionString, { timing: timers.timing }) };
};

const append = (store: ReturnType<typeof opened>, stream: string) =>
  store.append(stream, [newEvent()], { expectedRevision: 'no-stream' });

const idsIn = (server: TestServer) => server.log.records.map(({ id }) => id);

it('all appends go over one call', async () => {
  const { server, store } = await withStore();
  const streams = Array.from({ length: 100 }, (_, n) => `s-${n}`);
  await Promise.all(streams.map((stream) => append(store, stream)));
  await append(store, 'last');
  expect(server.calls.get('batchAppend')).toBe(1);
  expect(server.calls.get('append')).toBeUndefined();
});

describe('an append is in the log once, whatever becomes of the call that carries it', () => {
  it.each<[string, Fault]>([
    ['it breaks before anything is done', { kind: 'drop' }],
    ['it breaks when it was done', { kind: 'lose-answer' }],
    ['it ends in good order', { kind: 'end' }],
    ['the server has no more time', { kind: 'refuse', details: 'event_store.client.Timeout' }],
    ['the server does not know', { kind: 'refuse', details: 'event_store.client.Unknown' }],
    ['the server is busy', { kind: 'refuse', details: 'google.protobuf.Empty', said: 'Server Is Busy' }],
    ['the server says what nobody knows', { kind: 'refuse', details: 'event_store.client.News' }],
    ['it is answered twice', { kind: 'twice' }],
    ['it is acknowledged and not done', { kind: 'acknowledge-only' }],
  ])('%s', async (_, fault) => {
    const { server, store } = await withStore();
    await append(store, 'before');
    server.faults.next('append', fault);
    const events = [newEvent(), newEvent()];
    const answers = await Promise.all([
      store.append('s', events, { expectedRevision: 'no-stream' }),
      append(store, 'beside'),
    ]);
    expect(answers).toMatchObject([{ revision: 1 }, { revision: 0 }]);
    expect((await collect(store.readStream('s'))).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(new Set(idsIn(server)).size).toBe(server.log.records.length);
    expect(server.log.records).toHaveLength(4);
  });

  it('an answer that comes after it was asked for again is nobody’s', async () => {
    const { server, store, expire } = await withStore();
    await append(store, 'before');
    server.faults.next('append', { kind: 'late-answer' });
    const late = append(store, 's');
    await vi.waitFor(() => expect(server.log.records).toHaveLength(2));
    expire();
    expect(await late).toMatchObject({ revision: 0 });
    server.faults.release();
    expect(await append(store, 'after')).toMatchObject({ revision: 0 });
    expect(server.log.records).toHaveLength(3);
  });

  it('one that gets no answer is given up, and those beside it are not', async () => {
    const { server, store, expire } = await withStore();
    await append(store, 'before');
    server.faults.next('append', { kind: 'silent' });
    const silent = append(store, 's');
    await append(store, 'beside');
    expire();
    expect(await silent).toMatchObject({ revision: 0 });
    expect(server.calls.get('batchAppend')).toBe(1);
    // Silence and nothing else: another call is opened.
    server.faults.next('append', { kind: 'silent' });
    const alone = append(store, 't');
    await vi.waitFor(() => {
      expire();
      expect(server.calls.get('batchAppend')).toBe(2);
    });
    expect(await alone).toMatchObject({ revision: 0 });
  });

  it('the server is restarted', async () => {
    const { server, store } = await withStore();
    await append(store, 'before');
    server.faults.next('append', { kind: 'late-answer' });
    const appending = append(store, 's');
    await vi.waitFor(() => expect(server.log.records).toHaveLength(2));
    await server.restart();
    expect(await appending).toMatchObject({ revision: 0 });
    expect(server.log.records).toHaveLength(2);
  });

  it('the server is restarted without what it acknowledged', async () => {
    const { server, store } = await withStore();
    await append(store, 'before');
    server.faults.next('append', { kind: 'late-answer' });
    const appending = append(store, 's');
    await vi.waitFor(() => expect(server.log.records).toHaveLength(2));
    await server.restart({ lose: 1 });
    expect(await appending).toMatchObject({ revision: 0 });
    expect(server.log.records.map(({ stream }) => stream)).toEqual(['before', 's']);
  });

  it('another node leads from now on', async () => {
    let leading: TestServer | undefined;
    const first = await started({ leader: () => leading });
    const second = await started({ log: first.log });
    const store = opened(first.connectionString, { timing: testTimers().timing });
    await append(store, 'before');
    leading = second;
    const streams = Array.from({ length: 20 }, (_, n) => `s-${n}`);
    const answers = await Promise.all(streams.map((stream) => append(store, stream)));
    expect(answers).toMatchObject(streams.map(() => ({ revision: 0 })));
    expect(first.log.records).toHaveLength(21);
    expect(second.calls.get('batchAppend')).toBe(1);
  });
});

describe('what the server refuses one append with is the error of a single append', () => {
  const bytesOf = (message: { serializeBinary(): Uint8Array }) => new Uint8Array(message.serializeBinary());
  const badRequest = new sharedPb.BadRequest();
  badRequest.setMessage('Required field not set.');
  const nothing = new Uint8Array();
  // `MaximumAppendEventSizeExceeded` of newer servers: the id of the event, its size, the limit.
  const eventTooLarge = Uint8Array.of(0x0a, 1, 0x61, 0x10, 0x88, 0x27, 0x18, 0xe8, 0x07);

  it.each<[string, Uint8Array<ArrayBuffer>, object]>([
    ['event_store.client.AccessDenied', nothing, { code: 'store-access-denied' }],
    [
      'event_store.client.StreamDeleted',
      bytesOf(new sharedPb.StreamDeleted()),
      { code: 'stream-deleted', details: { stream: 's', how: 'tombstoned' } },
    ],
    [
      'event_store.client.MaximumAppendEventSizeExceeded',
      eventTooLarge,
      { code: 'event-too-large', details: { limit: 1_000 } },
    ],
    [
      'event_store.client.BadRequest',
      bytesOf(badRequest),
      {
        code: 'store-unavailable',
        details: { reason: 'bad-request' },
        message: expect.stringContaining('Required field not set.'),
      },
    ],
    [
      'event_store.client.Timeout',
      nothing,
      { code: 'store-unavailable', details: { reason: 'deadline-exceeded' } },
    ],
    ['event_store.client.Unknown', nothing, { code: 'store-unavailable', details: { reason: 'unknown' } }],
  ])('%s', async (details, bytes, error) => {
    const { server, store } = await withStore();
    const fault: Fault = { kind: 'refuse', details, bytes };
    server.faults.next('append', ...Array.from({ length: 9 }, () => fault));
    await expect(append(store, 's')).rejects.toMatchObject(error);
    server.faults.clear();
    await append(store, 'next');
    expect(server.log.records.map(({ stream }) => stream)).toEqual(['next']);
    expect(server.calls.get('batchAppend')).toBe(1);
  });

  it('without credentials, and with wrong ones', async () => {
    const user = { name: 'phananh', password: 'secret' };
    const server = await started({ credentials: secure(), user });
    const at = `localhost:${server.port}?tlsCAFile=${encodeURIComponent(authority)}`;
    for (const who of ['', 'phananh:wrong@']) {
      const store = opened(`esdb://${who}${at}`, { timing: testTimers().timing });
      await expect(store.append('s', [newEvent()], { expectedRevision: 'no-stream' })).rejects.toMatchObject({
        code: 'store-access-denied',
      });
    }
    const store = opened(`esdb://phananh:secret@${at}`);
    expect(await append(store, 's')).toMatchObject({ revision: 0 });
    expect(server.calls.get('append')).toBeUndefined();
  });
});

it('an append that is too long for one message goes in several', async () => {
  const { server, store } = await withStore({ maximumAppendBytes: 16 * 1024 * 1024 });
  const events = Array.from({ length: 9 }, (_, n) => newEvent({ n, text: 'ệ'.repeat(200_000) }));
  expect(await store.append('s', events, { expectedRevision: 'no-stream' })).toMatchObject({ revision: 8 });
  expect((await collect(store.readStream('s'))).map(({ data }) => data)).toEqual(
    events.map(({ data }) => data),
  );
  expect(server.log.records).toHaveLength(9);
});

describe('single appends', () => {
  it('where the server has no BatchAppend, and until another one is connected', async () => {
    const { server, store } = await withStore({ batchAppend: false });
    await Promise.all([append(store, 'a'), append(store, 'b')]);
    await append(store, 'c');
    expect(server.calls.get('append')).toBe(3);
    expect(server.calls.get('batchAppend')).toBe(1);
  });

  it('with a client of another make', async () => {
    const server = await started();
    const client = EventStoreDBClient.connectionString(server.connectionString);
    onTestFinished(() => client.dispose());
    Object.assign(client, { supports: async () => false });
    const other: EventStoreDbClient = {
      appendToStream: client.appendToStream.bind(client),
      readStream: client.readStream.bind(client),
      readAll: client.readAll.bind(client),
      subscribeToAll: client.subscribeToAll.bind(client),
    };
    const store = eventStoreDbEventStore({ client: other });
    onTestFinished(() => store.close());
    expect(await append(store, 's')).toMatchObject({ revision: 0 });
    expect(server.calls.get('append')).toBe(1);
    expect(server.calls.get('batchAppend')).toBeUndefined();
  });
});
