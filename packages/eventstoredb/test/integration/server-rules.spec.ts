import { existsSync } from 'node:fs';
import {
  type AppendExpectedRevision,
  EventStoreDBClient,
  type JSONType,
  jsonEvent,
  streamNameFilter,
} from '@eventstore/db-client';
import {
  type Behaviour,
  type BehaviourName,
  behaviours,
  faultKinds,
  forEventStoreClient,
  serverVersions,
  startTestServer,
} from '@phananh/eventstoredb-test-server';
import { collect } from '@phananh/test-support/collect';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runPrefix, sharedServer } from '../shared-server.ts';

/**
 * What the test server does, as the plain client sees it. With `EVENTSTORE_URL` the same is asked of a real server. The table of
 * behaviours says where it stands.
 */
interface Rule {
  readonly rule: BehaviourName;
  readonly holds: (client: EventStoreDBClient, stream: string) => Promise<void>;
}

const event = () => jsonEvent({ type: 'rule', data: {} });
const refused = (append: Promise<unknown>, type = 'wrong-expected-version') =>
  expect(append).rejects.toMatchObject({ type });

const rules: readonly Rule[] = [
  {
    rule: 'exact-revision',
    async holds(client, stream) {
      const append = (expectedRevision: AppendExpectedRevision) =>
        client.appendToStream(stream, event(), { expectedRevision });
      await refused(append(0n));
      await refused(append('stream_exists'));
      expect((await append('no_stream')).nextExpectedRevision).toBe(0n);
      expect((await append(0n)).nextExpectedRevision).toBe(1n);
      await refused(append(0n));
      await refused(append('no_stream'));
      await refused(append(5n));
    },
  },
  {
    rule: 'repeat-by-ids',
    async holds(client, stream) {
      const events = [event(), event()];
      await client.appendToStream(stream, events, { expectedRevision: 'no_stream' });
      await client.appendToStream(stream, event(), { expectedRevision: 1n });
      const again = await client.appendToStream(stream, events, { expectedRevision: 'no_stream' });
      expect(again.nextExpectedRevision).toBe(1n);
      expect(await collect(client.readStream(stream))).toHaveLength(3);
    },
  },
  {
    rule: 'repeat-other-content',
    async holds(client, stream) {
      const first = event();
      await client.appendToStream(stream, first, { expectedRevision: 'no_stream' });
      const other = { ...first, data: { other: true } };
      const answer = await client.appendToStream(stream, other, { expectedRevision: 'no_stream' });
      expect(answer.nextExpectedRevision).toBe(0n);
      expect((await collect(client.readStream(stream)))[0]?.event?.data).toEqual({});
    },
  },
  {
    rule: 'exact-end',
    async holds(client, stream) {
      const first = event();
      await client.appendToStream(stream, first, { expectedRevision: 'no_stream' });
      await client.appendToStream(stream, first, { expectedRevision: 0n });
      expect(await collect(client.readStream(stream))).toHaveLength(2);
    },
  },
  {
    rule: 'half-repeat',
    async holds(client, stream) {
      const first = event();
      await client.appendToStream(stream, [first], { expectedRevision: 'no_stream' });
      await refused(client.appendToStream(stream, [first, event()], { expectedRevision: 'no_stream' }));
    },
  },
  {
    rule: 'soft-deletion',
    async holds(client, stream) {
      await client.appendToStream(stream, [event(), event()], { expectedRevision: 'no_stream' });
      await client.deleteStream(stream);
      await refused(collect(client.readStream(stream)), 'stream-not-found');
      const next = await client.appendToStream(stream, event(), { expectedRevision: 'no_stream' });
      expect(next.nextExpectedRevision).toBe(2n);
      const left = await collect(client.readStream(stream));
      expect(left.map((resolved) => resolved.event?.revision)).toEqual([2n]);
    },
  },
  {
    rule: 'tombstone',
    async holds(client, stream) {
      await client.appendToStream(stream, event(), { expectedRevision: 'no_stream' });
      await client.tombstoneStream(stream);
      await refused(collect(client.readStream(stream)), 'stream-deleted');
      await refused(client.appendToStream(stream, event(), { expectedRevision: 'any' }), 'stream-deleted');
    },
  },
  {
    rule: 'soft-deletion-record',
    async holds(client, stream) {
      await client.appendToStream(stream, [event(), event()], { expectedRevision: 'no_stream' });
      await client.deleteStream(stream);
      const last = { direction: 'backwards', fromRevision: 'end', maxCount: 1 } as const;
      const said = async () => (await collect(client.readStream(`$$${stream}`, last)))[0]?.event?.data;
      // 2^63 - 1, as JSON is read.
      expect(await said()).toEqual({ $tb: 2 ** 63 });
      await client.appendToStream(`$$${stream}`, metadataOf({}));
      expect(await said()).toEqual({ $tb: 2 });
      await client.appendToStream(`$$${stream}`, metadataOf({}));
      expect(await collect(client.readStream(stream))).toHaveLength(2);
    },
  },
  {
    rule: 'tombstone-record',
    async holds(client, stream) {
      await client.appendToStream(stream, event(), { expectedRevision: 'no_stream' });
      await client.tombstoneStream(stream);
      const end = { direction: 'backwards', fromPosition: 'end', maxCount: 500 } as const;
      const records = await collect(client.readAll(end));
      const own = records.flatMap(({ event: read }) => (read?.streamId === stream ? [read] : []));
      expect(own.map(({ type, revision }) => [type, revision])).toEqual([
        ['$streamDeleted', 2n ** 63n - 1n],
        ['rule', 0n],
      ]);
    },
  },
  {
    rule: 'own-commits',
    async holds(client, stream) {
      await client.appendToStream(stream, [event(), event(), event()], { expectedRevision: 'no_stream' });
      const positions = (await collect(client.readStream(stream))).map(({ event: read }) => read?.position);
      const commits = positions.map((position) => position?.commit ?? 0n);
      expect(new Set(commits).size).toBe(3);
      expect(commits).toEqual(commits.toSorted((a, b) => (a < b ? -1 : 1)));
      expect(positions.map((position) => position?.prepare)).toEqual(commits);
    },
  },
  {
    rule: 'read-from',
    async holds(client, stream) {
      await client.appendToStream(stream, [event(), event()], { expectedRevision: 'no_stream' });
      const [first, second] = await collect(client.readStream(stream));
      const fromPosition = first?.event?.position ?? { commit: 0n, prepare: 0n };
      const [read] = await collect(client.readAll({ fromPosition, maxCount: 1 }));
      expect(read?.event?.id).toBe(first?.event?.id);
      const filter = streamNameFilter({ regex: `^${stream}$` });
      const subscription = client.subscribeToAll({ fromPosition, filter });
      for await (const { event: received } of subscription) {
        expect(received?.id).toBe(second?.event?.id);
        break;
      }
      await subscription.unsubscribe();
    },
  },
  {
    rule: 'checkpoint-then-caught-up',
    async holds(client, stream) {
      // A checkpoint by the way, after each 32 records, would fall behind the last event.
      const others = Array.from({ length: 29 }, event);
      await client.appendToStream(`${stream}-w`, others, { expectedRevision: 'no_stream' });
      await client.appendToStream(stream, [event(), event()], { expectedRevision: 'no_stream' });
      await client.appendToStream(`${stream}-x`, event(), { expectedRevision: 'no_stream' });
      const order: string[] = [];
      const checkpointReached = async () => {
        order.push('checkpoint');
      };
      const filter = streamNameFilter({
        regex: `^${stream}$`,
        checkpointReached,
        // Longer than any log, so that none comes by the way.
        checkpointInterval: 1_000_000,
      });
      const subscription = client.subscribeToAll({ filter });
      subscription.on('data', () => order.push('event'));
      await new Promise((resolve) => subscription.once('caughtUp', resolve));
      expect(order.filter((what) => what === 'event')).toHaveLength(2);
      // 23.10 has no checkpoint for those that it passed last.
      expect(order.slice(order.lastIndexOf('event') + 1)).toEqual(
        (await sendsCheckpointFirst(client)) ? ['checkpoint'] : [],
      );
      await subscription.unsubscribe();
    },
  },
];

const metadataOf = (metadata: JSONType) => jsonEvent({ type: '$metadata', data: metadata });

/** From 24.2 on. The client knows the version of its server, and does not tell it in its types. */
const sendsCheckpointFirst = async (client: EventStoreDBClient): Promise<boolean> => {
  const { serverVersion }: { readonly serverVersion: string } = await Reflect.get(client, 'capabilities');
  const [major = 0, minor = 0] = serverVersion.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 2);
};

describe.each(rules)('$rule', ({ rule, holds }) => {
  const { what, source } = behaviours[rule];
  const check = async (connectionString: string) => {
    const client = EventStoreDBClient.connectionString(forEventStoreClient(connectionString));
    onTestFinished(() => void client.dispose());
    await holds(client, `${runPrefix}rule-${crypto.randomUUID()}`);
  };
  it.each(serverVersions)(`${what}: on the test server of version %s, as in ${source}`, async (version) => {
    const server = await startTestServer({ version });
    onTestFinished(() => server.stop());
    await check(server.connectionString);
  });
  it.runIf(sharedServer)(`${what}: on the server of EVENTSTORE_URL`, () => check(sharedServer ?? ''));
});

it(behaviours['scavenge-keeps'].what, async () => {
  const server = await startTestServer();
  const client = EventStoreDBClient.connectionString(server.connectionString);
  onTestFinished(async () => {
    await client.dispose();
    await server.stop();
  });
  for (const stream of ['soft', 'hard']) {
    await client.appendToStream(stream, [event(), event(), event()], { expectedRevision: 'no_stream' });
    await client.appendToStream(`$$${stream}`, metadataOf({ $acl: {} }));
  }
  await client.deleteStream('soft');
  await client.tombstoneStream('hard');
  server.log.scavenge();
  const left = server.log.records.map(({ stream, type, revision }) => `${stream} ${type} ${revision}`);
  expect(left).toEqual([
    'soft rule 2',
    '$$soft $metadata 1',
    `hard $streamDeleted ${Number.MAX_SAFE_INTEGER}`,
  ]);
});

it('every behaviour of the table is shown by a rule, by faults or by a spec, and every fault stands in it', () => {
  const ruled = new Set<string>([...rules.map(({ rule }) => rule), 'scavenge-keeps']);
  const rows: readonly (readonly [string, Behaviour])[] = Object.entries(behaviours);
  const unshown = rows.filter(([name, { faults, spec }]) => !ruled.has(name) && !faults && !spec);
  expect(unshown.map(([name]) => name)).toEqual([]);
  for (const [, { spec }] of rows)
    if (spec !== undefined) expect(existsSync(new URL(spec, import.meta.url)), spec).toBe(true);
  expect(rows.flatMap(([, { faults = [] }]) => faults).sort()).toEqual([...faultKinds].sort());
});
