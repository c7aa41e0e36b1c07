import { startTestServer } from '@phananh/eventstoredb-test-server';
import { collect } from '@phananh/test-support/collect';
import { newEvent } from '@phananh/test-support/new-event';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventStoreDbEventStore } from '../../src/index.ts';
import { runPrefix, sharedServer } from '../shared-server.ts';

/** What can be asked of a server that one does not control: it writes to streams of the run only. */
const servers = [
  ['the test server', undefined],
  ...(sharedServer === undefined ? [] : [['the server of EVENTSTORE_URL', sharedServer] as const]),
] as const;

describe.each(servers)('on %s', (_, address) => {
  const opened = async (count: number) => {
    const server = address === undefined ? await startTestServer() : undefined;
    const connectionString = address ?? server?.connectionString ?? '';
    const stores = Array.from({ length: count }, () => eventStoreDbEventStore({ connectionString }));
    onTestFinished(async () => {
      for (const store of stores) await store.close();
      await server?.stop();
    });
    return stores;
  };
  const newPrefix = () => `${runPrefix}${crypto.randomUUID().slice(0, 8)}-`;

  it('many hosts that write to the same streams lose nothing, double nothing, and read the same', async () => {
    const hosts = await opened(3);
    const prefix = newPrefix();
    const appends = hosts.flatMap((host, number) =>
      Array.from({ length: 20 }, async (_value, n) => {
        const events = [newEvent({ number, n }), newEvent({ number, n })];
        const write = () => host.append(`${prefix}${n % 3}`, events, { expectedRevision: 'any' });
        // Given twice, as by somebody who got no answer.
        const [once, again] = [await write(), await write()];
        expect(again).toEqual(once);
        return events.map(({ id }) => id);
      }),
    );
    const written = (await Promise.all(appends)).flat();
    const logs = await Promise.all(hosts.map((host) => collect(host.readAll({ streamPrefix: prefix }))));
    expect(logs[0]?.map(({ id }) => id).sort()).toEqual(written.sort());
    for (const log of logs) expect(log).toEqual(logs[0]);
  });

  it('a reader that begins anew at any of its checkpoints misses nothing and repeats nothing', async () => {
    const [writer, reader] = await opened(2);
    if (writer === undefined || reader === undefined) throw new TypeError('two stores were opened');
    const writes = fc.array(fc.constantFrom('own', 'own', 'other'), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(writes, fc.integer({ min: 1, max: 4 }), async (streams, batches) => {
        const [own, other] = [newPrefix(), newPrefix()];
        const ids: string[] = [];
        const { position: begun } = await writer.append(`${other}begin`, [newEvent()], {
          expectedRevision: 'no-stream',
        });
        let written = false;
        const writing = (async () => {
          for (const stream of streams) {
            const event = newEvent();
            await writer.append(`${stream === 'own' ? own : other}1`, [event], { expectedRevision: 'any' });
            if (stream === 'own') ids.push(event.id);
          }
          written = true;
        })();
        const seen: string[] = [];
        let after = begun;
        while (!written || seen.length < ids.length) {
          const stop = new AbortController();
          let left = batches;
          for await (const batch of reader.subscribe({ after, streamPrefix: own, signal: stop.signal })) {
            seen.push(...batch.events.map(({ id }) => id));
            after = batch.position;
            left -= 1;
            if (left === 0 || batch.caughtUp) break;
          }
          stop.abort();
        }
        await writing;
        expect(seen).toEqual(ids);
      }),
      { numRuns: address === undefined ? 10 : 20 },
    );
  });

  it('the rights of the user are tried, and nothing is written for it', async () => {
    const [store] = await opened(1);
    const tried = (await store?.tryRights()) ?? [];
    expect(tried).toHaveLength(4);
    // Whoever can run this suite has them all.
    expect(tried.flatMap(({ right, error }) => (error === undefined ? [] : [right]))).toEqual([]);
  });

  const credentials = /^([a-z+]+:\/\/[^/@]+):[^@]*@/;
  const mayBeDenied = address !== undefined && credentials.test(address) && !/[?&]tls=false/i.test(address);
  it.runIf(mayBeDenied)('a wrong password is told, and nothing is written', async () => {
    const connectionString = (address ?? '').replace(credentials, '$1:wrong@');
    const store = eventStoreDbEventStore({ connectionString });
    onTestFinished(() => store.close());
    const denied = { code: 'store-access-denied', details: { reason: 'credentials' } };
    await expect(store.tryRights()).rejects.toMatchObject(denied);
    const append = store.append(`${newPrefix()}1`, [newEvent()], { expectedRevision: 'no-stream' });
    await expect(append).rejects.toMatchObject(denied);
  });
});
