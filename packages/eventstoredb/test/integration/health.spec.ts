import { startTestServer, type TestServerOptions } from '@phananh/eventstoredb-test-server';
import { expect, it, onTestFinished } from 'vitest';
import { eventStoreDbEventStore } from '../../src/index.ts';
import { testTimers } from '../timers.ts';

const started = async (options: TestServerOptions) => {
  const server = await startTestServer(options);
  let now = 0;
  const store = eventStoreDbEventStore({
    connectionString: server.connectionString,
    timing: { ...testTimers().timing, now: () => now },
    // What an operation may take in all is over at its first repeat.
    onRepeat: () => {
      now += 20_000;
    },
  });
  onTestFinished(async () => {
    await store.close();
    await server.stop();
  });
  return { server, store };
};

it.each(['readStreams', 'readMetadata'] as const)(
  'a store whose user is denied what every command takes is not well before a command is given, and well again after: %s',
  async (right) => {
    const rights: NonNullable<TestServerOptions['rights']> = {};
    const { server, store } = await started({ rights });
    expect(await store.health?.()).toEqual({});
    rights[right] = false;
    expect(await store.health?.()).toMatchObject({ failure: { code: 'store-access-denied' } });
    rights[right] = true;
    expect(await store.health?.()).toEqual({});
    expect(server.log.records).toEqual([]);
  },
);

it('a store whose cluster has no leader is not well, though it can be read', async () => {
  let leader: 'nobody' | undefined = 'nobody';
  const { store } = await started({ leader: () => leader });
  expect(await Array.fromAsync(store.readAll())).toEqual([]);
  expect(await store.health?.()).toMatchObject({
    failure: { code: 'store-unavailable', details: { reason: 'no-leader' } },
  });
  leader = undefined;
  expect(await store.health?.()).toEqual({});
});
