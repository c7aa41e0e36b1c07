import { connect, createServer, type Server, type Socket } from 'node:net';
import { EventStoreDBClient } from '@eventstore/db-client';
import {
  authority,
  secure,
  startTestCluster,
  startTestServer,
  type TestCluster,
} from '@phananh/eventstoredb-test-server';
import { collect } from '@phananh/test-support/collect';
import { newEvent } from '@phananh/test-support/new-event';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { eventStoreDbEventStore, type Timing } from '../../src/index.ts';

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const cluster = async (count: number): Promise<TestCluster> => {
  const started = await startTestCluster(count);
  onTestFinished(started.stop);
  return started;
};

const quick: Partial<Timing> = { firstPause: 1, longestPause: 5, attempts: 3, timeout: 2_000 };

const opened = (connectionString: string, timing: Partial<Timing> = quick) => {
  const store = eventStoreDbEventStore({ connectionString, timing });
  onTestFinished(() => store.close());
  return store;
};

/** Accepts connections and says nothing, as a process does that is frozen. */
const silentPort = async (): Promise<Endpoint> => {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { host: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 };
};

/** What comes in between to a node, until it freezes: then it accepts what comes, and says nothing more. */
const freezing = async ({ host, port }: Endpoint) => {
  const sockets: Socket[] = [];
  let isFrozen = false;
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    if (isFrozen) return;
    const node = connect(port, host).on('error', () => {});
    sockets.push(node);
    socket.pipe(node).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return {
    endpoint: { host: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 },
    freeze() {
      isFrozen = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
  };
};

const closedPort: Endpoint = { host: '127.0.0.1', port: 1 };

const any = { expectedRevision: 'any' } as const;
const unavailable = { code: 'store-unavailable' };

describe('a cluster that knows nobody who is alive', () => {
  const shortly = { ...quick, total: 500 };
  // What nobody waits for would end the process; the test run fails on it.
  it.each([
    ['over a connection of its own', (seeds: string) => opened(seeds, shortly)],
    [
      'through a client that it was given',
      (seeds: string) => {
        const client = EventStoreDBClient.connectionString(
          `${seeds}&maxDiscoverAttempts=3&discoveryInterval=50`,
        );
        onTestFinished(() => void client.dispose());
        const store = eventStoreDbEventStore({ client, timing: shortly });
        onTestFinished(() => store.close());
        return store;
      },
    ],
  ])('ends nobody, and is used again when it is back, %s', async (_, open) => {
    const { nodes, said, seeds } = await cluster(3);
    said.isAlive = () => false;
    const store = open(seeds());
    const append = () => store.append('s', [newEvent()], any);
    await expect(append()).rejects.toMatchObject(unavailable);
    said.isAlive = () => true;
    await vi.waitFor(append, 10_000);

    // Between calls, with a subscription that is there.
    const stop = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      for await (const { events } of store.subscribe({ signal: stop.signal }))
        seen.push(...events.map(({ id }) => id));
    })();
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    said.isAlive = () => false;
    nodes[0]?.faults.next('append', { kind: 'drop' });
    nodes[0]?.faults.next('read', { kind: 'drop' }, { kind: 'drop' });
    await expect(append()).rejects.toMatchObject(unavailable);

    // While the subscription is dropped, and a node is looked for.
    const gossiped = () => nodes.reduce((sum, { calls }) => sum + (calls.get('gossip') ?? 0), 0);
    const asked = gossiped();
    const failing = expect(append()).rejects.toMatchObject(unavailable);
    await vi.waitFor(() => expect(gossiped()).toBeGreaterThan(asked));
    await nodes[0]?.restart();
    await failing;
    said.isAlive = () => true;
    await vi.waitFor(append, 10_000);
    await vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(2), 10_000);

    // While it is closed.
    said.isAlive = () => false;
    await nodes[0]?.stop();
    const last = append().catch(() => {});
    stop.abort();
    await following;
    await store.close();
    await last;
  });
});

describe('every seed is asked, and the node that answers is taken', () => {
  it('when the first seeds are not there, or are silent', async () => {
    const { seeds } = await cluster(1);
    const store = opened(seeds(closedPort, await silentPort()));
    expect(await store.append('s', [newEvent()], any)).toMatchObject({ revision: 0 });
  });

  it('when esdb+discover names several', async () => {
    const { seeds } = await cluster(1);
    const store = opened(seeds(closedPort).replace('esdb://', 'esdb+discover://'));
    expect(await store.append('s', [newEvent()], any)).toMatchObject({ revision: 0 });
  });

  it('when gossip still names a leader that is frozen', async () => {
    const { said, seeds } = await cluster(2);
    const frozen = await silentPort();
    said.others = () => [frozen];
    const store = opened(seeds(), { ...quick, attempts: 9 });
    expect(await store.append('s', [newEvent()], any)).toMatchObject({ revision: 0 });
  });

  it('and what the seeds said is told when none answers', async () => {
    const store = opened(`esdb://127.0.0.1:1,127.0.0.1:2?tls=false`);
    await expect(store.append('s', [newEvent()], any)).rejects.toMatchObject({
      ...unavailable,
      message: expect.stringMatching(/127\.0\.0\.1:1: .*ECONNREFUSED.*127\.0\.0\.1:2: .*ECONNREFUSED/),
    });
  });
});

it('a leader that froze is left before a call is given to it a second time', async () => {
  const { nodes, said, seeds } = await cluster(2);
  const { endpoint, freeze } = await freezing(nodes[0] ?? closedPort);
  said.others = () => [endpoint];
  const store = opened(seeds(), { ...quick, attempts: 2, timeout: 2_500, chance: () => 0 });
  await store.append('s', [newEvent()], any);
  said.others = () => [];
  freeze();
  expect(await store.append('s', [newEvent()], any)).toMatchObject({ revision: 1 });
});

it('a cluster that elects its leader for longer than a server that is gone is waited for takes what was asked meanwhile', async () => {
  const { nodes, said, seeds } = await cluster(3);
  const store = opened(seeds(), { firstPause: 1, longestPause: 5, attempts: 3 });
  await store.append('s', [newEvent()], any);
  said.leader = undefined;
  const refused = () => nodes.reduce((sum, { calls }) => sum + (calls.get('batchAppend') ?? 0), 0);
  const before = refused();
  const append = store.append('s', [newEvent()], any);
  await vi.waitFor(() => expect(refused()).toBeGreaterThan(before + 10), 10_000);
  said.leader = 1;
  expect(await append).toMatchObject({ revision: 1 });
});

it('a cluster that is restarted node by node takes every command once', async () => {
  const { log, nodes, said, seeds } = await cluster(3);
  const store = opened(seeds(), { firstPause: 5, longestPause: 50 });
  const sent: string[] = [];
  let writing = true;
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let n = 0; writing; n += 1) {
      const event = newEvent();
      await store.append(`s-${writer}`, [event], { expectedRevision: n === 0 ? 'no-stream' : n - 1 });
      sent.push(event.id);
    }
  });
  for (let node = 0; node < nodes.length; node += 1) {
    const before = sent.length;
    await vi.waitFor(() => expect(sent.length).toBeGreaterThan(before + 20), 20_000);
    said.isAlive = (other) => other !== node;
    if (said.leader === node) said.leader = (node + 1) % nodes.length;
    await nodes[node]?.stop();
    const during = sent.length;
    await vi.waitFor(() => expect(sent.length).toBeGreaterThan(during + 20), 20_000);
    await nodes[node]?.start();
    said.isAlive = () => true;
  }
  writing = false;
  await Promise.all(writers);
  expect(log.records.map(({ id }) => id).toSorted()).toEqual(sent.toSorted());
});

describe('TLS to a node that is reached by its address', () => {
  const started = async () => {
    const server = await startTestServer({ credentials: secure() });
    onTestFinished(() => server.stop());
    return server;
  };

  it('is verified against the address', async () => {
    const { port } = await started();
    const store = opened(`esdb://127.0.0.1:${port}?tlsCAFile=${encodeURIComponent(authority)}`);
    expect(await store.append('s', [newEvent()], any)).toMatchObject({ revision: 0 });
  });

  it('whose certificate is of another address is refused', async () => {
    const { port } = await started();
    const elsewhere = `esdb://[::ffff:127.0.0.1]:${port}?tlsCAFile=${encodeURIComponent(authority)}`;
    await expect(opened(elsewhere).append('s', [newEvent()], any)).rejects.toMatchObject({
      code: 'store-untrusted',
    });
  });

  it('by way of gossip', async () => {
    const { port } = await started();
    const store = opened(`esdb+discover://localhost:${port}?tlsCAFile=${encodeURIComponent(authority)}`);
    expect(await store.append('s', [newEvent()], any)).toMatchObject({ revision: 0 });
  });

  it('with an authority that is in no certificate file says which file', () => {
    const here = new URL(import.meta.url).pathname;
    expect(() => opened(`esdb://127.0.0.1?tlsCAFile=${encodeURIComponent(here)}`)).toThrow(
      expect.objectContaining({
        code: 'invalid-connection-string',
        message: expect.stringContaining('connection.spec.ts'),
      }),
    );
  });
});

/** Time that goes to the next deadline whenever nothing else is to be done. */
const passingTime = () => {
  let now = 0;
  const due = new Map<symbol, { readonly at: number; readonly callback: () => void }>();
  const pass = () => {
    const [first] = [...due].toSorted(([, one], [, other]) => one.at - other.at);
    if (first === undefined) return;
    due.delete(first[0]);
    now = Math.max(now, first[1].at);
    first[1].callback();
  };
  return {
    now: () => now,
    schedule(milliseconds: number, callback: () => void) {
      const key = Symbol();
      due.set(key, { at: now + milliseconds, callback });
      setImmediate(() => setImmediate(pass));
      return () => due.delete(key);
    },
  };
};

it('an operation takes its total at most, whatever it waits for', async () => {
  const { host, port } = await silentPort();
  const time = passingTime();
  const store = opened(`esdb://${host}:${port}?tls=false`, time);
  for (const operation of [
    () => store.append('s', [newEvent()], any),
    () => collect(store.readStream('s')),
    () => collect(store.readAll()),
    () => store.lastPosition(),
  ]) {
    const begun = time.now();
    await expect(operation()).rejects.toMatchObject({ ...unavailable, details: { reason: 'timeout' } });
    expect(time.now() - begun).toBe(15_000);
  }
});
