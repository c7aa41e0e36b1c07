import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { citizen, createReports, type EventStore, huePolicy } from '@phananh/core';
import { memoryEventStore } from '@phananh/core/testing';
import { eventStoreConformance, eventStoreDifferential } from '@phananh/core/testing/conformance';
import { afterAll, expect, it } from 'vitest';
import { fileEventStore } from './file-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'phananh-file-store-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let number = 0;
const newPath = (): string => join(directory, `${++number}.jsonl`);

// #region conformance
const paths = new WeakMap<EventStore, string>();
const open = (path: string): EventStore => {
  const store = fileEventStore(path, { synced: false });
  paths.set(store, path);
  return store;
};

eventStoreConformance(() => open(newPath()), {
  name: 'the store in a text file',
  reopen: async (store) => {
    await store.close();
    return open(paths.get(store) ?? '');
  },
  runs: 10,
});
// #endregion conformance

// #region differential
eventStoreDifferential(memoryEventStore, () => open(newPath()), { name: 'memory and a text file', runs: 10 });
// #endregion differential

// #region crash
it('what a crash left of an append is gone, and what was acknowledged is there', async () => {
  const path = newPath();
  const report = { text: 'Đèn hỏng', location: { lat: 16.46, lng: 107.59 } };
  const first = createReports({ store: fileEventStore(path), policy: huePolicy });
  const { reportId } = await first.submit(report, { actor: citizen('c-17') });
  const acknowledged = readFileSync(path, 'utf8');
  appendFileSync(path, acknowledged.slice(0, 200));

  const second = createReports({ store: fileEventStore(path), policy: huePolicy });
  expect(await second.get(reportId, { actor: citizen('c-17') })).toMatchObject({
    phase: 'submitted',
    revision: 0,
  });
  expect(readFileSync(path, 'utf8')).toBe(acknowledged);
  await second.withdraw(reportId, {}, { actor: citizen('c-17') });
});
// #endregion crash

it('a line that is none of an append is damage, and no crash', () => {
  const path = newPath();
  writeFileSync(path, 'no line of ours\n');
  expect(() => open(path)).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
});
