import { relatedReports } from '@phananh/core/testing/conformance';
import { startTestServer } from '@phananh/eventstoredb-test-server';
import { eventStoreDbEventStore } from '../../src/index.ts';

// The server appends to one stream at a time: what raced is undone by the process manager.
relatedReports(
  async () => {
    const server = await startTestServer();
    const { connectionString } = server;
    const stores = [
      eventStoreDbEventStore({ connectionString }),
      eventStoreDbEventStore({ connectionString }),
    ];
    return {
      stores,
      close: async () => {
        await Promise.all(stores.map((store) => store.close()));
        await server.stop();
      },
    };
  },
  { name: 'two stores on one server', runs: 8 },
);
