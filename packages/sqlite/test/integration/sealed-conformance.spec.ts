import type { EventStore } from '@phananh/core';
import { sealed } from '@phananh/core/engine';
import { type SealedStoreOptions, sealedEventStore } from '@phananh/core/privacy';
import { memoryEventStore, memoryKeyStore } from '@phananh/core/testing';
import { eventStoreConformance } from '@phananh/core/testing/conformance';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { z } from 'zod';
import { nodeCiphers, sqliteEventStore } from '../../src/index.ts';

/** Of every event of every stream each field is sealed: what the suite says of stores holds with all of it. */
const everything = {
  summary: 'Something.',
  version: 1,
  schema: z.record(z.string(), sealed(z.json())),
};
const events = {
  'something-happened': everything,
  'something-else': everything,
};

const sealing: Omit<SealedStoreOptions, 'keys'> = {
  log: 'log-1',
  ciphers: nodeCiphers,
  workflows: (name) => ({ name, events, subjectOf: () => `subject:${name}` }),
};

eventStoreConformance(() => sealedEventStore(memoryEventStore(), { ...sealing, keys: memoryKeyStore() }), {
  name: 'a sealed store in memory',
  longLogs: false,
  // A sealed value is longer by a third: its bytes are written as text.
  mostCharacters: 260_000,
});

const nextFile = temporaryFiles();
const opened = new WeakMap<EventStore, () => EventStore>();

const open = (path: string, keys = memoryKeyStore()): EventStore => {
  const store = sealedEventStore(sqliteEventStore(path), { ...sealing, keys });
  opened.set(store, () => open(path, keys));
  return store;
};

eventStoreConformance(() => open(nextFile()), {
  name: 'a sealed store in SQLite',
  // How it stores is shown by its own run of the suite.
  runs: 5,
  longLogs: false,
  // A sealed value is longer by a third: its bytes are written as text.
  mostCharacters: 260_000,
  async reopen(store) {
    await store.close();
    return opened.get(store)?.() ?? store;
  },
});
