import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryEventStore } from '@phananh/core/testing';
import { eventStoreDifferential } from '@phananh/core/testing/conformance';
import { sqliteEventStore } from '@phananh/sqlite';
import { afterAll } from 'vitest';
import { storeOnTestServer } from '../stores.ts';

const directory = mkdtempSync(join(tmpdir(), 'phananh-differential-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let files = 0;

// Of appends that are sent together the server decides the order; these keep it, so that positions can be compared.
const ordered = () => storeOnTestServer({}, { appendsAtOnce: 1 });

// Two comparisons make three stores that do the same: what equals the second equals the first.
eventStoreDifferential(memoryEventStore, ordered, {
  name: 'the store in memory and the store in EventStoreDB',
});
eventStoreDifferential(
  () => {
    files += 1;
    return sqliteEventStore(join(directory, `${files}.db`));
  },
  ordered,
  { name: 'the store in SQLite and the store in EventStoreDB', runs: 40 },
);
