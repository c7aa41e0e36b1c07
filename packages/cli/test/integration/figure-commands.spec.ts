import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createReports, huePolicy } from '@phananh/core';
import { lifecycleFixture } from '@phananh/core/testing';
import { sqliteEventStore } from '@phananh/sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createProgram, run } from '../../src/index.ts';
import { importText, smallHeader, smallMap } from '../support/imports.ts';

let directory = '';
let [printed, said] = ['', ''];
const rows = [
  'A1,2026-03-02 09:00,2026-03-04 10:00,2026-03-09 17:00,x,Parks,Hole',
  'A2,2026-03-02 09:00,2026-03-20 10:00,2026-03-09 17:00,x,Parks,Hole',
  'A3,2026-04-02 09:00,,2026-04-09 17:00,x,Roads,Hole',
];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-figures-'));
  const store = sqliteEventStore(join(directory, 'cases.db'));
  const reports = createReports({ store, policy: huePolicy });
  await importText(reports, smallMap({ zone: 'Asia/Ho_Chi_Minh' }), `${[smallHeader, ...rows].join('\n')}\n`);
  await store.close();
});
afterAll(() => rmSync(directory, { recursive: true }));

beforeEach(() => {
  [printed, said] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text: unknown) => {
    printed += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text: unknown) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

const asked = async (...args: readonly string[]) => {
  const code = await run(createProgram(), [...args, '--store', `sqlite:${join(directory, 'cases.db')}`]);
  return { code, printed, said };
};
const answers = () =>
  printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('ranking orders agencies, for each month where that is asked for', async () => {
  expect((await asked('ranking', '--minimum-cases', '1', '--group-by', 'month', '--json')).code).toBe(0);
  const [{ agencies, groups }] = answers();
  expect(agencies).toMatchObject([
    { agencyId: 'parks', rank: 1, ratio: { numerator: 1, denominator: 2 } },
    { agencyId: 'roads', rank: 2, ratio: { numerator: 0, denominator: 1 } },
  ]);
  expect(groups).toMatchObject([
    { group: { month: '2026-03' }, agencies: [{ agencyId: 'parks' }] },
    { group: { month: '2026-04' }, agencies: [{ agencyId: 'roads' }] },
  ]);
});

test('satisfaction, penalties and sla take several values of a filter, and tables for people', async () => {
  await asked('satisfaction', '--agency', 'parks', 'roads', '--group-by', 'agency', '--json');
  expect(answers()).toMatchObject([{ group: { agency: 'parks' }, published: 2 }]);
  const penalties = await asked('penalties', '--group-by', 'month');
  expect(penalties.printed).toContain('imposed less revoked, VND');
  printed = '';
  await asked('sla', '--agency', 'parks', '', '--group-by', 'week', '--json');
  expect(answers()).toMatchObject([{ group: { week: '2026-W10' }, cases: 2 }]);
});

test('figures take procedures and outcomes, none of them too', async () => {
  const casesOf = async (...filter: readonly string[]) => {
    printed = '';
    expect((await asked('sla', ...filter, '--json')).code).toBe(0);
    return answers().reduce((sum, { cases }) => sum + cases, 0);
  };
  expect(await casesOf('--procedure', 'no-such')).toBe(0);
  const [resolved, unresolved] = [await casesOf('--outcome', 'fixed'), await casesOf('--outcome', '')];
  expect([resolved, unresolved]).toEqual([2, 1]);
  expect(await casesOf('--outcome', 'fixed', '')).toBe(3);
});

test('figures and files are filtered and grouped by label, and that groups of labels are no total is said', async () => {
  const path = join(directory, 'labels.db');
  const lifecycle = await lifecycleFixture(undefined, {
    makeStore: (options) => sqliteEventStore(path, options),
  });
  for (const labels of [['storm', 'school'], ['storm'], []]) {
    const id = await lifecycle.submit();
    await lifecycle.give(id, 'verify', { category: 'lighting', labels });
  }
  await lifecycle.reports.store.close();
  const ask = async (...args: readonly string[]) => {
    [printed, said] = ['', ''];
    expect(await run(createProgram(), [...args, '--store', `sqlite:${path}`])).toBe(0);
  };
  await ask('sla', '--group-by', 'label', '--json');
  expect(answers().map(({ group, cases }) => [group.label, cases])).toEqual([
    [null, 1],
    ['school', 1],
    ['storm', 2],
  ]);
  expect(said).toContain('sums over the groups are no total');
  await ask('sla', '--label', 'school', '', '--json');
  expect(answers()).toMatchObject([{ cases: 2 }]);
  expect(said).not.toContain('no total');
  await ask('export', '--format', 'csv', '--label', 'storm', '-o', '-');
  expect(printed.trim().split('\n')).toHaveLength(3);
});

test('backlog has a day after the other, on the days of the calendar', async () => {
  await asked('backlog', '--from', '2026-03-02', '--to', '2026-03-05', '--agency', 'parks', '--json');
  expect(answers().map(({ day, open }) => [day, open])).toEqual([
    ['2026-03-02', 2],
    ['2026-03-03', 2],
    ['2026-03-04', 1],
    ['2026-03-05', 1],
  ]);
  expect((await asked('backlog', '--from', '2026-02-30')).code).toBe(2);
});

test('an agency that there is not is refused with those that there are', async () => {
  const { code } = await asked('backlog', '--agency', 'typo');
  expect([code, said]).toEqual([expect.any(Number), expect.stringContaining('there are parks, roads')]);
  expect(code).not.toBe(0);
});
