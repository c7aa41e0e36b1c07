import { join } from 'node:path';
import { createReports, huePolicy } from '@phananh/core';
import { sqliteEventStore } from '@phananh/sqlite';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { afterEach, expect, test, vi } from 'vitest';
import { withReadModels } from '../../src/store/open-read-models.ts';
import { importText, smallHeader, smallMap } from '../support/imports.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const opened = async () => {
  const path = join(inTemporaryDirectory(), 'cases.db');
  const store = sqliteEventStore(path);
  await importText(
    createReports({ store, policy: huePolicy }),
    smallMap(),
    `${smallHeader}\nA1,2026-03-02 09:00,,2026-03-09 17:00,x,Parks,Hole\n`,
  );
  await store.close();
  return { store: { scheme: 'sqlite', path } } as const;
};

test.each([
  ['is told, as of whoever asks the read models', {}, /the answer is computed … 5 s/],
  ['is told by itself where it tells how far it is', { tellsItself: true }, /^$/],
])('what takes over a second %s', async (_, how, said) => {
  const place = await opened();
  const heard: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((piece) => heard.push(String(piece)) > 0);
  await withReadModels(place, async () => {}, how);
  // Quick: nobody hears anything.
  expect(heard).toEqual([]);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  // What begins here is timed by the clock of the test.
  const slow = async () => {
    await Promise.resolve();
    vi.advanceTimersByTime(6_000);
  };
  await withReadModels(place, slow, how);
  expect(heard.join('')).toMatch(said);
});
