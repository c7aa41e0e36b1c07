import { relatedReports } from '@phananh/core/testing/conformance';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { sqliteEventStore } from '../../src/index.ts';

const nextFile = temporaryFiles();

// One process writes to a file: its hosts, an import beside a server, share the store.
relatedReports(
  async () => {
    const store = sqliteEventStore(nextFile());
    return { stores: [store, store], close: () => store.close() };
  },
  { name: 'the store in SQLite', runs: 10 },
);
