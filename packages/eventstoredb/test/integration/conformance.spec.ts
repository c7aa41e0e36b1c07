import { eventStoreConformance } from '@phananh/core/testing/conformance';
import { it } from 'vitest';
import { eventStoreDbEventStore } from '../../src/index.ts';
import { namespaced } from '../namespaced.ts';
import { sharedServer } from '../shared-server.ts';
import { openOn, serverOf, storeOnTestServer } from '../stores.ts';

eventStoreConformance(() => storeOnTestServer(), {
  name: 'the store in EventStoreDB',
  async reopen(store) {
    const server = serverOf(store);
    await store.close();
    await server.start();
    return openOn(server);
  },
  async interrupt(store) {
    await serverOf(store).restart();
  },
});

// Servers without `BatchAppend`, and clients of another make.
eventStoreConformance(() => storeOnTestServer({ batchAppend: false }), {
  name: 'the store in EventStoreDB, with an append a call',
  longLogs: false,
});

const connectionString = sharedServer;
if (connectionString === undefined) {
  it.skip('a real server keeps the same promises (set EVENTSTORE_URL)', () => {});
} else {
  eventStoreConformance(() => namespaced(eventStoreDbEventStore({ connectionString })), {
    name: 'the store on the server of EVENTSTORE_URL',
  });
}
