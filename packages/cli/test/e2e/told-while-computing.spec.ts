import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createReports, huePolicy } from '@phananh/core';
import { huePolicyData } from '@phananh/core/reports';
import { sqliteEventStore } from '@phananh/sqlite';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { beforeEach, expect, test, vi } from 'vitest';
import { toldPlaces } from '../../src/progress/telling-data.ts';
import { importText, smallHeader, smallMap } from '../support/imports.ts';
import { phananh } from '../support/in-process.ts';

// A file of the e2e project has a process of its own: what stands in the place of a module stands there alone.
const told: string[] = [];

vi.mock('../../src/progress/telling-beside.ts', async (original) => ({
  ...(await original<object>()),
  tellingBeside: (what: string) => {
    told.push(what);
    return () => told.push('ended');
  },
}));

beforeEach(() => {
  told.length = 0;
});

const place = async () => {
  const folder = inTemporaryDirectory();
  const path = join(folder, 'cases.db');
  const store = sqliteEventStore(path);
  await importText(
    createReports({ store, policy: huePolicy }),
    smallMap(),
    `${smallHeader}\nA1,2026-03-02 09:00,,2026-03-09 17:00,x,Parks,Hole\n`,
  );
  await store.close();
  return { folder, address: `sqlite:${path}` };
};

/** Every command whose answer SQLite may compute for longer than a second. */
test.each([
  ['sla'],
  ['sla', '--durations'],
  ['sla', '--as-of', '2026-04-01T00:00:00+07:00'],
  ['sla', 'cases'],
  ['ranking'],
  ['satisfaction'],
  ['penalties'],
  ['backlog'],
  ['signals'],
  ['reports'],
  ['reports', '--q', 'hole'],
])('%s %s %s tells what it does for as long as it does it', async (...words) => {
  const { address } = await place();
  const { code } = await phananh(...words, '--store', address);
  expect([code, told]).toEqual([0, ['the answer is computed', 'ended']]);
});

test('what tells its own progress is not told of twice', async () => {
  const { folder, address } = await place();
  const policy = join(folder, 'policy.json');
  writeFileSync(policy, JSON.stringify(huePolicyData));
  await phananh('whatif', '--policy', policy, '--store', address);
  expect(told).toEqual([]);
});

test('it is told while the thread that computes is busy', async () => {
  const { tellingBeside } = await vi.importActual<typeof import('../../src/progress/telling-beside.ts')>(
    '../../src/progress/telling-beside.ts',
  );
  const path = join(inTemporaryDirectory(), 'said');
  const file = openSync(path, 'w');
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const end = tellingBeside('the answer is computed', { file, isTerminal: true, shared, quiet: 0 });
  // No turn of the event loop passes here, as in a question to SQLite.
  expect(Atomics.wait(shared, toldPlaces.count, 0, 20_000)).not.toBe('timed-out');
  end();
  expect(readFileSync(path, 'utf8')).toContain('the answer is computed … 0 s');
  closeSync(file);
});
