import type { EventStore } from '@phananh/core/store';
import { eventStoreConformance } from '@phananh/core/testing/conformance';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { sqliteEventStore } from '../../src/index.ts';

const nextFile = temporaryFiles();
const paths = new WeakMap<EventStore, string>();

const open = (path: string): EventStore => {
  const store = sqliteEventStore(path);
  paths.set(store, path);
  return store;
};

eventStoreConformance(() => open(nextFile()), {
  name: 'the store in SQLite',
  async reopen(store) {
    await store.close();
    return open(paths.get(store) ?? '');
  },
});
