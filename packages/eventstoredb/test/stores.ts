import type { EventStore } from '@phananh/core/store';
import { startTestServer, type TestServer, type TestServerOptions } from '@phananh/eventstoredb-test-server';
import { type EventStoreDbOptions, eventStoreDbEventStore } from '../src/index.ts';

/** Whatever a store can be told beside where its server is. */
export type StoreSettings = Omit<EventStoreDbOptions, 'client' | 'connectionString'>;

const servers = new WeakMap<EventStore, TestServer>();

/** A store on a test server of its own, which is stopped when the store is closed. */
export const storeOnTestServer = async (options: TestServerOptions = {}, settings: StoreSettings = {}) => {
  const server = await startTestServer(options);
  return openOn(server, settings);
};

/** Another store on a server that is there. It stops the server when it is closed. */
export const openOn = (server: TestServer, settings: StoreSettings = {}) => {
  const store = eventStoreDbEventStore({ connectionString: server.connectionString, ...settings });
  servers.set(store, server);
  const close = store.close.bind(store);
  return Object.assign(store, {
    async close() {
      await close();
      await server.stop();
    },
  });
};

export const serverOf = (store: EventStore): TestServer => {
  const server = servers.get(store);
  if (server === undefined) throw new Error('this store is on no test server');
  return server;
};
