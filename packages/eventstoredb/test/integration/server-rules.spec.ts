import {
  type AppendExpectedRevision,
  EventStoreDBClient,
  jsonEvent,
  streamNameFilter,
} from '@eventstore/db-client';
import { serverVersions, startTestServer } from '@phananh/eventstoredb-test-server';
import { collect } from '@phananh/test-support/collect';
import { describe, expect, it, onTestFinished } from 'vitest';

/**
 * What the test server does, as the plain client sees it, and where in the server's own source that stands
 * (github.com/kurrent-io/KurrentDB, `src/KurrentDB.Core/Services`). With `EVENTSTORE_URL` the same is asked of a real server.
 */
interface Rule {
  readonly rule: string;
  readonly source: string;
  readonly holds: (client: EventStoreDBClient, stream: string) => Promise<void>;
}

const event = () => jsonEvent({ type: 'rule', data: {} });
const refused = (append: Promise<unknown>, type = 'wrong-expected-version') =>
  expect(append).rejects.toMatchObject({ type });

const checkCommit = 'Storage/ReaderIndex/IndexWriter.cs, CheckCommit';
const filtered = 'Transport/Enumerators/Enumerator.AllSubscriptionFiltered.cs';

const rules: readonly Rule[] = [
  {
    rule: 'an exact revision is compared with the last one',
    source: checkCommit,
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
    rule: 'a repeat is known by the ids at the place where it would go, whatever came since',
    source: checkCommit,
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
    rule: 'a repeat is not known by its content',
    source: checkCommit,
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
    rule: 'at the exact end nobody looks for ids: the same event is written a second time',
    source: `${checkCommit}, "writing exactly to the end"`,
    async holds(client, stream) {
      const first = event();
      await client.appendToStream(stream, first, { expectedRevision: 'no_stream' });
      await client.appendToStream(stream, first, { expectedRevision: 0n });
      expect(await collect(client.readStream(stream))).toHaveLength(2);
    },
  },
  {
    rule: 'an append of which only the first events are there is refused',
    source: `${checkCommit}, CorruptedIdempotency`,
    async holds(client, stream) {
      const first = event();
      await client.appendToStream(stream, [first], { expectedRevision: 'no_stream' });
      await refused(client.appendToStream(stream, [first, event()], { expectedRevision: 'no_stream' }));
    },
  },
  {
    rule: 'a soft-deleted stream cannot be told from one that never was, and goes on at a later revision',
    source: `${checkCommit}; Storage/ReaderIndex/IndexReader.cs, TruncateBefore`,
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
    rule: 'a tombstoned stream says that it was deleted',
    source: 'Transport/Grpc/RpcExceptions.cs, StreamDeleted',
    async holds(client, stream) {
      await client.appendToStream(stream, event(), { expectedRevision: 'no_stream' });
      await client.tombstoneStream(stream);
      await refused(collect(client.readStream(stream)), 'stream-deleted');
      await refused(client.appendToStream(stream, event(), { expectedRevision: 'any' }), 'stream-deleted');
    },
  },
  {
    rule: 'every event of an append is its own commit, at rising positions',
    source: 'Storage/StorageWriterService.cs, implicit transactions',
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
    rule: 'a read of the log begins at its position, a subscription after it',
    source: 'Transport/Enumerators/Enumerator.ReadAllForwards.cs; Enumerator.AllSubscription.cs',
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
    rule: 'a filtered subscription gives its events, from 24.2 on a checkpoint, and then tells that it has caught up',
    source: `${filtered}, CatchUp and GoLive; a real 23.10.8`,
    async holds(client, stream) {
      await client.appendToStream(stream, [event(), event()], { expectedRevision: 'no_stream' });
      await client.appendToStream(`x-${stream}`, event(), { expectedRevision: 'no_stream' });
      const order: string[] = [];
      const checkpointReached = async () => {
        order.push('checkpoint');
      };
      const filter = streamNameFilter({ regex: `^${stream}$`, checkpointReached });
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

/** From 24.2 on. The client knows the version of its server, and does not tell it in its types. */
const sendsCheckpointFirst = async (client: EventStoreDBClient): Promise<boolean> => {
  const { serverVersion }: { readonly serverVersion: string } = await Reflect.get(client, 'capabilities');
  const [major = 0, minor = 0] = serverVersion.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 2);
};

const { EVENTSTORE_URL } = process.env;

describe.each(rules)('$rule', ({ holds, source }) => {
  const check = async (connectionString: string) => {
    const client = EventStoreDBClient.connectionString(connectionString);
    onTestFinished(() => void client.dispose());
    await holds(client, `rule-${crypto.randomUUID()}`);
  };
  it.each(serverVersions)(`on the test server of version %s, as in ${source}`, async (version) => {
    const server = await startTestServer({ version });
    onTestFinished(() => server.stop());
    await check(server.connectionString);
  });
  it.runIf(EVENTSTORE_URL)('on the server of EVENTSTORE_URL', () => check(EVENTSTORE_URL ?? ''));
});
