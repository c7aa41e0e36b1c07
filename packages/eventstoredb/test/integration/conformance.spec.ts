import type { EventStore } from '@phananh/core/store';
import { eventStoreConformance } from '@phananh/core/testing';
import { eventStoreDbEventStore } from '../../src/index.ts';
import { startTestServer, type TestServer } from '../server/server.ts';

const servers = new WeakMap<EventStore, TestServer>();

const open = (server: TestServer): EventStore => {
  const store = eventStoreDbEventStore({ connectionString: server.connectionString });
  const close = store.close.bind(store);
  servers.set(store, server);
  return Object.assign(store, { close });
};

eventStoreConformance(async () => open(await startTestServer()), {
  name: 'the store in EventStoreDB',
  async reopen(store) {
    await store.close();
    const server = servers.get(store);
    return server ? open(server) : store;
  },
  async interrupt(store) {
    await servers.get(store)?.restart();
  },
});
