import { createServer } from 'node:net';
import {
  authority,
  secure,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '@phananh/eventstoredb-test-server';
import { collect } from '@phananh/test-support/collect';
import { newEvent } from '@phananh/test-support/new-event';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type EventStoreDbEventStore, eventStoreDbEventStore } from '../../src/index.ts';
import { testTimers } from '../timers.ts';

const started = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const server = await startTestServer(options);
  onTestFinished(() => server.stop());
  return server;
};

const opened = (connectionString: string) => {
  const { timing } = testTimers();
  const store = eventStoreDbEventStore({ connectionString, timing });
  onTestFinished(() => store.close());
  return store;
};

const once = async (connectionString: string) => {
  const store = opened(connectionString);
  return store.append('s', [newEvent()], { expectedRevision: 'any' });
};

describe('streams that were deleted with the tools of the server', () => {
  const withStream = async () => {
    const server = await started();
    const store = opened(server.connectionString);
    const events = [newEvent(), newEvent(), newEvent()];
    await store.append('s', events, { expectedRevision: 'no-stream' });
    return { server, store };
  };
  const deletion = (how: string) => ({ code: 'stream-deleted', details: { stream: 's', how } });

  it('a soft-deleted one is not taken for one that never was', async () => {
    const { server, store } = await withStream();
    server.log.softDelete('s');
    await expect(collect(store.readStream('s'))).rejects.toMatchObject(deletion('soft-deleted'));
    await expect(collect(store.readStream('s', { backwards: true }))).rejects.toMatchObject(
      deletion('soft-deleted'),
    );
    const fresh = opened(server.connectionString);
    await expect(fresh.append('s', [newEvent()], { expectedRevision: 'any' })).rejects.toMatchObject(
      deletion('soft-deleted'),
    );
    await expect(fresh.append('s', [newEvent()], { expectedRevision: 'no-stream' })).rejects.toMatchObject(
      deletion('soft-deleted'),
    );
  });

  it('a truncated one is not taken for a shorter one', async () => {
    const { server, store } = await withStream();
    server.log.write('$$s', [
      {
        id: crypto.randomUUID(),
        type: '$metadata',
        isJson: true,
        data: new TextEncoder().encode('{"$tb":2}'),
        metadata: new Uint8Array(),
      },
    ]);
    await expect(collect(store.readStream('s'))).rejects.toMatchObject(deletion('truncated'));
    await expect(collect(store.readStream('s', { backwards: true }))).rejects.toMatchObject(
      deletion('truncated'),
    );
    // Nor is what is left of it given to whoever has read the rest before, the host that knows it or another one.
    const other = opened(server.connectionString);
    for (const range of [{ fromRevision: 2 }, { fromRevision: 3 }, { backwards: true, limit: 1 }])
      for (const host of [store, other])
        await expect(collect(host.readStream('s', range))).rejects.toMatchObject(deletion('truncated'));
  });

  it('a tombstoned one says so', async () => {
    const { server, store } = await withStream();
    server.log.tombstone('s');
    await expect(collect(store.readStream('s'))).rejects.toMatchObject(deletion('tombstoned'));
    await expect(store.append('s', [newEvent()], { expectedRevision: 2 })).rejects.toMatchObject(
      deletion('tombstoned'),
    );
  });
});

describe('connections', () => {
  it('every documented scheme is taken', async () => {
    const server = await started();
    for (const scheme of ['esdb', 'kurrentdb', 'kurrent', 'kdb']) {
      for (const way of ['', '+discover']) {
        const store = opened(`${scheme}${way}://${server.host}:${server.port}?tls=false`);
        const stream = `${scheme}${way}`;
        expect(await store.append(stream, [newEvent()], { expectedRevision: 'no-stream' })).toMatchObject({
          revision: 0,
        });
      }
    }
  });

  it('a broken connection string is refused at once, and its password is not repeated', () => {
    for (const connectionString of ['', 'postgres://localhost', 'esdb://', 'esdb://u:secret@h:port']) {
      let message = '';
      try {
        eventStoreDbEventStore({ connectionString });
      } catch (error) {
        message = String(error);
        expect(error).toMatchObject({ code: 'invalid-connection-string' });
      }
      expect(message).not.toBe('');
      expect(message).not.toContain('secret');
    }
  });

  it('TLS and credentials', async () => {
    const user = { name: 'phananh', password: 'mật khẩu' };
    const server = await started({ credentials: secure(), user });
    const at = `localhost:${server.port}?tlsCAFile=${encodeURIComponent(authority)}`;
    const right = `esdb://phananh:${encodeURIComponent(user.password)}@${at}`;
    expect(await once(right)).toMatchObject({ revision: 0 });
    await expect(once(`esdb://phananh:wrong@${at}`)).rejects.toMatchObject({ code: 'store-access-denied' });
    await expect(once(`esdb://${at}`)).rejects.toMatchObject({ code: 'store-access-denied' });
    const denied = opened(`esdb://phananh:wrong@${at}`);
    await expect(collect(denied.readStream('s'))).rejects.toMatchObject({ code: 'store-access-denied' });
    await expect(collect(denied.readAll())).rejects.toMatchObject({ code: 'store-access-denied' });
  });

  it.each([
    ['access that is denied for a while', 'store-access-denied'],
    ['a certificate that is not trusted for a while', 'store-untrusted'],
  ])('%s ends nobody who follows the log', async (_, code) => {
    const rights = { readAll: true };
    const server = await started({ rights });
    const store = opened(server.connectionString);
    const stop = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      for await (const { events } of store.subscribe({ signal: stop.signal }))
        seen.push(...events.map(({ id }) => id));
    })();
    await vi.waitFor(() => expect(store.subscriptionStates()[0]).toMatchObject({ connected: true }));
    if (code === 'store-access-denied') rights.readAll = false;
    else {
      const said = 'unable to verify the first certificate';
      const untrusted = Array.from(
        { length: 5_000 },
        () => ({ kind: 'status', code: 14, message: said }) as const,
      );
      server.faults.next('read', ...untrusted);
    }
    await server.restart();
    await vi.waitFor(() =>
      expect(store.subscriptionStates()[0]).toMatchObject({ connected: false, lastDropCode: code }),
    );
    await vi.waitFor(() => expect(store.subscriptionStates()[0]?.drops).toBeGreaterThan(2));
    rights.readAll = true;
    server.faults.clear();
    const event = newEvent();
    await store.append('s', [event], { expectedRevision: 'any' });
    await vi.waitFor(() => expect(seen).toEqual([event.id]));
    stop.abort();
    await following;
  });

  it('a certificate of an unknown authority', async () => {
    const server = await started({ credentials: secure() });
    await expect(once(`esdb://localhost:${server.port}`)).rejects.toMatchObject({ code: 'store-untrusted' });
  });

  it('TLS to a server without it', async () => {
    const server = await started();
    await expect(once(`esdb://localhost:${server.port}`)).rejects.toMatchObject({ code: 'store-untrusted' });
  });

  it('nobody there', async () => {
    const free = await new Promise<number>((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
    });
    for (const hosts of [`127.0.0.1:${free}`, `127.0.0.1:${free},127.0.0.1:${free}`]) {
      const attempts = '&maxDiscoverAttempts=1&discoveryInterval=1';
      await expect(once(`esdb://${hosts}?tls=false${attempts}`)).rejects.toMatchObject({
        code: 'store-unavailable',
      });
    }
  });

  it.each([
    ['over BatchAppend', true, 'batchAppend'],
    ['with single appends', false, 'append'],
  ])('a node that does not lead sends appends to the one that does, %s', async (_, batchAppend, method) => {
    const leader = await started({ batchAppend });
    const follower = await started({ log: leader.log, leader: () => leader, batchAppend });
    expect(await once(follower.connectionString)).toMatchObject({ revision: 0 });
    expect(leader.calls.get(method)).toBe(1);
  });

  it('a cluster whose leader changes', async () => {
    const first = await started();
    const second = await started({ log: first.log });
    let leading = first;
    const members = () =>
      [first, second].map(({ host, port }) => ({
        host,
        port,
        state: port === leading.port ? ('leader' as const) : ('follower' as const),
        isAlive: port === leading.port || leading === first,
      }));
    const seed = await started({ members });
    const store = opened(`esdb+discover://${seed.host}:${seed.port}?tls=false`);
    const events = Array.from({ length: 6 }, () => newEvent());
    for (const [index, event] of events.entries()) {
      if (index === 3) {
        leading = second;
        await first.stop();
      }
      const expectedRevision = index === 0 ? 'no-stream' : index - 1;
      expect(await store.append('s', [event], { expectedRevision })).toMatchObject({ revision: index });
    }
    expect(second.calls.get('batchAppend')).toBeGreaterThanOrEqual(1);
    expect((await collect(store.readStream('s'))).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });
});

describe('what a server refuses', () => {
  it.each([
    ['over BatchAppend', true],
    ['with single appends', false],
  ])('an append that is larger than it takes, %s', async (_, batchAppend) => {
    const server = await started({ maximumAppendBytes: 2_000, batchAppend });
    const store = opened(server.connectionString);
    const large = Array.from({ length: 3 }, () => newEvent({ text: 'x'.repeat(900) }));
    await expect(store.append('s', large, { expectedRevision: 'no-stream' })).rejects.toMatchObject({
      code: 'event-too-large',
      details: { limit: 2_000 },
    });
    expect(server.log.records).toHaveLength(0);
  });

  it('names that it keeps for itself', async () => {
    const server = await started();
    const store = opened(server.connectionString);
    const invalid = { code: 'invalid-append' };
    await expect(store.append('$s', [newEvent()], { expectedRevision: 'any' })).rejects.toMatchObject(
      invalid,
    );
    const system = { ...newEvent(), type: '$metadata' };
    await expect(store.append('s', [system], { expectedRevision: 'any' })).rejects.toMatchObject(invalid);
    expect(await collect(store.readStream('$s'))).toEqual([]);
  });

  it('its own streams and links are in no reading of the log', async () => {
    const server = await started();
    const store = opened(server.connectionString);
    const [first, second] = [newEvent(), newEvent()];
    await store.append('s', [first], { expectedRevision: 'no-stream' });
    const link = { type: '$>', isJson: false, data: new Uint8Array([1]), metadata: new Uint8Array() };
    server.log.write('links', [{ ...link, id: crypto.randomUUID() }]);
    server.log.write('$ce-s', [{ ...link, id: crypto.randomUUID() }]);
    await store.append('s', [second], { expectedRevision: 0 });
    const expected = [first.id, second.id];
    expect((await collect(store.readAll())).map(({ id }) => id)).toEqual(expected);
    const seen: string[] = [];
    for await (const batch of store.subscribe({ signal: new AbortController().signal })) {
      seen.push(...batch.events.map(({ id }) => id));
      if (batch.caughtUp) break;
    }
    expect(seen).toEqual(expected);
  });
});

describe('a server that comes up without its last moments', () => {
  it('a subscription that had read them ends with an error, instead of leaving out what comes in their place', async () => {
    const server = await started();
    const store = opened(server.connectionString);
    for (const stream of ['a', 'b', 'c']) {
      await store.append(stream, [newEvent()], { expectedRevision: 'no-stream' });
    }
    const batches = store.subscribe({ signal: new AbortController().signal })[Symbol.asyncIterator]();
    expect((await batches.next()).value?.events).toHaveLength(3);
    await server.restart({ lose: 2 });
    await expect(batches.next()).rejects.toMatchObject({ code: 'store-corrupt' });
  });

  it('an append that was acknowledged and is not there is written again, and a repeat of a lost one too', async () => {
    const server = await started();
    const store = opened(server.connectionString);
    const [first, second] = [newEvent(), newEvent()];
    server.faults.next('append', { kind: 'acknowledge-only' });
    await store.append('s', [first], { expectedRevision: 'no-stream' });
    await store.append('s', [second], { expectedRevision: 0 });
    await server.restart({ lose: 1 });
    expect(await store.append('s', [second], { expectedRevision: 0 })).toMatchObject({ revision: 1 });
    expect((await collect(store.readStream('s'))).map(({ id }) => id)).toEqual([first.id, second.id]);
  });
});

describe('an append whose answer is not all that is denied', () => {
  const withRights = async () => {
    const rights: { readAll?: boolean; readStreams?: boolean; write?: boolean } = {};
    const server = await started({ rights });
    return { rights, server, store: opened(server.connectionString) };
  };
  const open = (reason: string) => ({ code: 'store-unavailable', details: { stream: 's', reason } });

  it('was accepted and cannot be read back: its outcome is open, and the event is there', async () => {
    const { rights, server, store } = await withRights();
    Object.assign(rights, { readAll: false, readStreams: false });
    const append = store.append('s', [newEvent()], { expectedRevision: 'no-stream' });
    await expect(append).rejects.toMatchObject(open('read-back-denied'));
    expect(server.log.records).toHaveLength(1);
  });

  it('was sent without an answer and its repeat is denied: its outcome is open', async () => {
    const { rights, server, store } = await withRights();
    server.faults.next('append', { kind: 'lose-answer' });
    server.log.listeners.add(() => Object.assign(rights, { write: false }));
    const append = store.append('s', [newEvent()], { expectedRevision: 'no-stream' });
    await expect(append).rejects.toMatchObject(open('repeat-denied'));
    expect(server.log.records).toHaveLength(1);
  });

  it('was refused itself: nothing was written', async () => {
    const { rights, server, store } = await withRights();
    Object.assign(rights, { write: false });
    const append = store.append('s', [newEvent()], { expectedRevision: 'no-stream' });
    await expect(append).rejects.toMatchObject({ code: 'store-access-denied' });
    expect(server.log.records).toHaveLength(0);
  });
});

describe('the rights of a user', () => {
  const user = { name: 'phananh', password: 'secret' };
  const began = async () => {
    const rights: NonNullable<TestServerOptions['rights']> = {};
    // Credentials are sent over TLS only.
    const server = await startTestServer({ user, rights, credentials: secure() });
    const stores: EventStoreDbEventStore[] = [];
    onTestFinished(async () => {
      for (const store of stores) await store.close();
      await server.stop();
    });
    const open = (credentials = 'phananh:secret@') => {
      const connectionString = `esdb://${credentials}localhost:${server.port}?tlsCAFile=${encodeURIComponent(authority)}`;
      const store = eventStoreDbEventStore({ connectionString, timing: testTimers().timing });
      stores.push(store);
      return store;
    };
    return { rights, server, open };
  };

  it.each([
    ['readAll', 'read-log'],
    ['readStreams', 'read-streams'],
    ['readMetadata', 'read-metadata'],
    ['write', 'write-streams'],
  ] as const)('each is tried by itself, and nothing is written: %s', async (name, right) => {
    const { rights, server, open } = await began();
    const store = open();
    expect((await store.tryRights()).map(({ error }) => error)).toEqual(Array(4).fill(undefined));
    rights[name] = false;
    const tried = await store.tryRights();
    expect(tried.flatMap((one) => (one.error ? [one.right] : []))).toEqual([right]);
    expect(tried.find(({ error }) => error)?.error).toMatchObject({
      code: 'store-access-denied',
      message: expect.stringContaining('has not the right'),
      details: { reason: 'right' },
    });
    expect(server.log.records).toEqual([]);
  });

  it('are not what is said of a wrong password, nor of nobody', async () => {
    const { open } = await began();
    await expect(open('phananh:wrong@').tryRights()).rejects.toMatchObject({
      code: 'store-access-denied',
      message: expect.stringContaining('user or password is wrong'),
      details: { reason: 'credentials' },
    });
    const nobody = await open('').tryRights();
    expect(nobody.every(({ error }) => error !== undefined)).toBe(true);
  });
});
