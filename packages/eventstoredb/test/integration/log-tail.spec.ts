import { startTestServer, type TestServerOptions } from '@phananh/eventstoredb-test-server';
import { collect } from '@phananh/test-support/collect';
import { newEvent } from '@phananh/test-support/new-event';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventStoreDbEventStore, type Timing } from '../../src/index.ts';

/** Two hosts on a server; the first one knows some streams of one event each, and has read the end of the log. */
const withHosts = async (
  names: readonly string[] = ['s'],
  options: TestServerOptions = {},
  timing: Partial<Timing> = {},
) => {
  const server = await startTestServer(options);
  onTestFinished(() => server.stop());
  const open = () => {
    const store = eventStoreDbEventStore({ connectionString: server.connectionString, timing });
    onTestFinished(() => store.close());
    return store;
  };
  const [host, other] = [open(), open()];
  const appendAll = () =>
    Promise.all(names.map((stream) => host.append(stream, [newEvent()], { expectedRevision: 'no-stream' })));
  await host.append('first', [newEvent()], { expectedRevision: 'no-stream' });
  await appendAll();
  const reads = async (what: () => Promise<unknown>): Promise<number> => {
    const before = server.calls.get('read') ?? 0;
    await what();
    return (server.calls.get('read') ?? 0) - before;
  };
  return { server, host, other, reads };
};

const behind = { fromRevision: 1 } as const;
const streams = Array.from({ length: 64 }, (_, n) => `s-${n}`);

it('many that go on from where they were are told by few reads that nothing is new', async () => {
  const { host, reads } = await withHosts(streams);
  const all = () => Promise.all(streams.map((stream) => collect(host.readStream(stream, behind))));
  expect(await all()).toEqual(streams.map(() => []));
  expect(await reads(all)).toBeLessThanOrEqual(2);
});

it('many appends are read back by few reads', async () => {
  const { host, reads } = await withHosts(streams);
  const more = () =>
    Promise.all(streams.map((stream) => host.append(stream, [newEvent()], { expectedRevision: 0 })));
  expect(await reads(more)).toBeLessThan(streams.length / 2);
});

describe('what another has done is seen by whoever goes on from where he was', () => {
  it('an event', async () => {
    const { host, other } = await withHosts();
    expect(await collect(host.readStream('s', behind))).toEqual([]);
    const event = newEvent();
    await other.append('s', [event], { expectedRevision: 0 });
    expect(await collect(host.readStream('s', behind))).toMatchObject([{ id: event.id, revision: 1 }]);
    expect(await collect(host.readStream('s', { fromRevision: 2 }))).toEqual([]);
  });

  it('an event behind more others than are looked through', async () => {
    const { host, other } = await withHosts();
    expect(await collect(host.readStream('s', behind))).toEqual([]);
    const event = newEvent();
    const many = Array.from({ length: 300 }, () => newEvent());
    for (const stream of ['a', 'b', 'c', 'd'])
      await other.append(
        stream,
        many.map(() => newEvent()),
        { expectedRevision: 'no-stream' },
      );
    await other.append('s', [event], { expectedRevision: 0 });
    expect(await collect(host.readStream('s', behind))).toMatchObject([{ id: event.id }]);
    expect(await host.append('s', [newEvent()], { expectedRevision: 1 })).toMatchObject({ revision: 2 });
  });

  it.each(['softDelete', 'tombstone'] as const)('the end of the stream: %s', async (how) => {
    const { server, host } = await withHosts();
    expect(await collect(host.readStream('s', behind))).toEqual([]);
    server.log[how]('s');
    await expect(collect(host.readStream('s', behind))).rejects.toMatchObject({ code: 'stream-deleted' });
  });

  it('the same ids with another content, which the server takes for a repeat', async () => {
    const { host, other } = await withHosts();
    const event = newEvent({ text: 'one' });
    await other.append('s', [event], { expectedRevision: 0 });
    const changed = { ...event, data: { text: 'another' } };
    await expect(host.append('s', [changed], { expectedRevision: 0 })).rejects.toMatchObject({
      code: 'event-id-conflict',
    });
  });
});

describe('an append to a stream that an operator deleted, and that was known as it was before', () => {
  it.each([
    ['the log as a whole is read', true],
    ['the log as a whole may not be read', false],
  ])('says so when %s', async (_, mayReadAll) => {
    const { server, host } = await withHosts(['s', 't'], { rights: { readAll: mayReadAll } });
    server.log.softDelete('s');
    server.log.tombstone('t');
    for (const stream of ['s', 't']) {
      await expect(host.append(stream, [newEvent()], { expectedRevision: 0 })).rejects.toMatchObject({
        code: 'stream-deleted',
        details: { stream },
      });
    }
  });
});

it('a log that begins to lack its end is not gone on with', async () => {
  const { server, host, other } = await withHosts(['s', 't']);
  const last = newEvent();
  await host.append('s', [last], { expectedRevision: 0 });
  await server.restart({ lose: 1 });
  const instead = newEvent();
  await other.append('s', [instead], { expectedRevision: 0 });
  expect(await collect(host.readStream('s', { fromRevision: 1 }))).toMatchObject([{ id: instead.id }]);
});

it('where the log as a whole may not be read, the streams are', async () => {
  const { host, other } = await withHosts(['s'], { rights: { readAll: false } });
  const event = newEvent();
  await other.append('s', [event], { expectedRevision: 0 });
  expect(await collect(host.readStream('s', behind))).toMatchObject([{ id: event.id }]);
  expect(await host.append('s', [newEvent()], { expectedRevision: 1 })).toMatchObject({ revision: 2 });
});

it('a log that was denied for a while is read again, and many appends share its reads as before', async () => {
  const rights = { readAll: true };
  let now = 0;
  const { server, host, reads } = await withHosts(streams, { rights }, { now: () => now });
  const more = (revision: number) => () =>
    Promise.all(streams.map((stream) => host.append(stream, [newEvent()], { expectedRevision: revision })));
  rights.readAll = false;
  // Each append is read back from its stream while the log is denied.
  expect(await reads(more(0))).toBeGreaterThanOrEqual(streams.length);
  rights.readAll = true;
  now = 60_000;
  await more(1)();
  expect(await reads(more(2))).toBeLessThan(streams.length / 2);
  expect(server.log.records.filter(({ stream }) => stream === 's-0')).toHaveLength(4);
});
