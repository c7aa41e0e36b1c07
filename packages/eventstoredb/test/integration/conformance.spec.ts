import { eventStoreConformance } from '@phananh/core/testing';
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
