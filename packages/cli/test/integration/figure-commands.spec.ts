import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agency, createReports, huePolicy } from '@phananh/core';
import { huePolicyData } from '@phananh/core/reports';
import { lifecycleFixture } from '@phananh/core/testing';
import { sqliteEventStore } from '@phananh/sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProgram } from '../../src/index.ts';
import type { Ran } from '../support/command.ts';
import { importText, smallHeader, smallMap } from '../support/imports.ts';
import { phananh } from '../support/in-process.ts';

let directory = '';
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

const asked = (...args: readonly string[]): Promise<Ran> =>
  phananh(...args, '--store', `sqlite:${join(directory, 'cases.db')}`);
const answersOf = ({ out }: Ran) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('ranking orders agencies, for each month where that is asked for', async () => {
  const ranking = await asked('ranking', '--minimum-cases', '1', '--group-by', 'month', '--json');
  expect(ranking.code).toBe(0);
  const [{ agencies, groups }] = answersOf(ranking);
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
  const grades = await asked('satisfaction', '--agency', 'parks', 'roads', '--group-by', 'agency', '--json');
  expect(answersOf(grades)).toMatchObject([{ group: { agency: 'parks' }, published: 2 }]);
  const penalties = await asked('penalties', '--group-by', 'month');
  expect(penalties.out).toContain('imposed less revoked, VND');
  const weeks = await asked('sla', '--agency', 'parks', '', '--group-by', 'week', '--json');
  expect(answersOf(weeks)).toMatchObject([{ group: { week: '2026-W10' }, cases: 2 }]);
});

test('figures take procedures and outcomes, none of them too', async () => {
  const casesOf = async (...filter: readonly string[]) => {
    const figures = await asked('sla', ...filter, '--json');
    expect(figures.code).toBe(0);
    return answersOf(figures).reduce((sum, { cases }) => sum + cases, 0);
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
  const ask = async (...args: readonly string[]): Promise<Ran> => {
    const ran = await phananh(...args, '--store', `sqlite:${path}`);
    expect(ran.code).toBe(0);
    return ran;
  };
  const groups = await ask('sla', '--group-by', 'label', '--json');
  expect(answersOf(groups).map(({ group, cases }) => [group.label, cases])).toEqual([
    [null, 1],
    ['school', 1],
    ['storm', 2],
  ]);
  expect(groups.err).toContain('sums over the groups are no total');
  const one = await ask('sla', '--label', 'school', '', '--json');
  expect(answersOf(one)).toMatchObject([{ cases: 2 }]);
  expect(one.err).not.toContain('no total');
  const { out } = await ask('export', '--format', 'csv', '--label', 'storm', '-o', '-');
  expect(out.trim().split('\n')).toHaveLength(3);
});

test('backlog has a day after the other, on the days of the calendar', async () => {
  const days = await asked(
    'backlog',
    '--from',
    '2026-03-02',
    '--to',
    '2026-03-05',
    '--agency',
    'parks',
    '--json',
  );
  expect(answersOf(days).map(({ day, open }) => [day, open])).toEqual([
    ['2026-03-02', 2],
    ['2026-03-03', 2],
    ['2026-03-04', 1],
    ['2026-03-05', 1],
  ]);
  expect((await asked('backlog', '--from', '2026-02-30')).code).toBe(2);
});

test('an agency that there is not is refused with those that there are', async () => {
  const { code, err } = await asked('backlog', '--agency', 'typo');
  expect([code, err]).toEqual([expect.any(Number), expect.stringContaining('there are parks, roads')]);
  expect(code).not.toBe(0);
});

/** Every command that tells the past of figures. */
const ofThePast = createProgram()
  .commands.filter(({ registeredArguments }) => registeredArguments.length === 0)
  .filter(({ options }) => options.some((one) => one.attributeName() === 'asOf'))
  .map((command) => command.name());

test.each([...ofThePast])('%s tells figures as they were at a moment of the past', async (name) => {
  const policy = join(directory, 'policy.json');
  writeFileSync(policy, JSON.stringify(huePolicyData));
  const needed: { readonly [name: string]: readonly string[] } = {
    sla: ['--durations'],
    backlog: ['--from', '2026-03-02', '--to', '2026-03-05'],
    whatif: ['--policy', policy],
  };
  const past = ['--as-of', '2026-03-10T12:00:00+07:00'];
  for (const form of [[], ['--json']]) {
    const { code, out, err } = await asked(name, ...(needed[name] ?? []), ...past, ...form);
    expect([code, err.includes('error')]).toEqual([0, false]);
    expect(out.trim()).not.toBe('');
  }
});

test('figures of the past count what had happened by then', async () => {
  expect(ofThePast).toEqual(expect.arrayContaining(['sla', 'ranking', 'satisfaction', 'penalties']));
  const at = async (moment: string) =>
    answersOf(await asked('sla', '--as-of', moment, '--json')).map(({ counts }) => counts);
  expect(await at('2026-03-03T12:00:00+07:00')).toMatchObject([{ open: 2, 'on-time': 0 }]);
  expect(await at('2026-03-10T12:00:00+07:00')).toMatchObject([{ overdue: 1, 'on-time': 1 }]);
});

test('the cases behind a figure, and worklists, are listed with every filter, page by page', async () => {
  const idsOf = ({ cases }: { readonly cases: readonly { readonly reportId: string }[] }) =>
    cases.map(({ reportId }) => reportId);
  const [all] = answersOf(await asked('reports', '--sort', 'submittedAt', '--json'));
  // The first two came at the same moment.
  const ids = Object.fromEntries(
    all.cases.map(({ reportId, verdict }: Record<string, string>) => [verdict, reportId]),
  );
  expect(Object.keys(ids).sort()).toEqual(['late', 'on-time', 'overdue']);
  const [first, second, third] = [ids['on-time'], ids.late, ids.overdue];
  const cases = async (...args: readonly string[]) =>
    idsOf(answersOf(await asked('sla', 'cases', ...args, '--json'))[0]);
  expect((await cases('--agency', 'parks', 'roads', '--verdict', 'late', 'overdue')).toSorted()).toEqual(
    [second, third].toSorted(),
  );
  expect(await cases('--month', '2026-03', '--sort', '-dueAt')).toHaveLength(2);
  expect(await cases('--as-of', '2026-03-10T12:00:00+07:00', '--verdict', 'on-time')).toEqual([first]);
  const worklist = async (...args: readonly string[]) =>
    answersOf(await asked('reports', ...args, '--json'))[0];
  const page = await worklist('--limit', '2', '--sort', 'submittedAt');
  expect(idsOf(page)).toEqual(idsOf(all).slice(0, 2));
  const next = await worklist('--limit', '2', '--sort', 'submittedAt', '--cursor', page.nextCursor);
  expect([idsOf(next), next.nextCursor]).toEqual([[third], undefined]);
  expect(idsOf(await worklist('--phase', 'assigned', '--agency', 'roads', '--q', 'hole'))).toEqual([third]);
  expect(idsOf(await worklist('--submitted-from', '2026-04-01', '--label', ''))).toEqual([third]);
  const { out, err } = await asked('reports', '--verdict', 'late');
  expect([out, err]).toEqual([
    expect.stringContaining(`${second}`),
    expect.stringMatching(/as of .*\+07:00/),
  ]);
});

test.each([
  ['a role of no agency', ['reports', '--role', 'supporting']],
  ['an agency that there is not', ['reports', '--agency', 'typo']],
  ['groups of cases', ['sla', 'cases', '--group-by', 'month']],
  ['how long a list took', ['sla', 'cases', '--durations']],
  ['more than a page', ['sla', 'cases', '--limit', '1001']],
])('%s is wrong usage', async (_, args) => {
  expect((await asked(...args)).code).toBe(2);
});

test('the backlog and signals are of the labels and of all the agencies that are asked for', async () => {
  const path = join(directory, 'agencies.db');
  const { submit, give, reports } = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
    makeStore: (options) => sqliteEventStore(path, options),
  });
  const [lighting, roads] = ['agency-hue-lighting', 'agency-hue-roads'] as const;
  for (const [agencyId, labels] of [
    [lighting, ['storm', 'school']],
    [roads, ['storm']],
    [undefined, []],
  ] as const) {
    const id = await submit();
    await give(id, 'verify', { category: 'lighting', labels: [...labels] });
    if (agencyId === undefined) continue;
    await give(id, 'assign', { agencyId });
    await give(id, 'resolve', undefined, agency('officer-9', agencyId));
    await give(id, 'send-back');
  }
  await reports.store.close();
  const ask = async (...args: readonly string[]) => {
    const { code, out } = await phananh(...args, '--json', '--store', `sqlite:${path}`);
    expect(code).toBe(0);
    return JSON.parse(out);
  };
  const open = async (...filter: readonly string[]): Promise<number> =>
    (await ask('backlog', '--from', '2026-03-02', '--to', '2026-03-02', ...filter)).open;
  const reopened = async (...filter: readonly string[]): Promise<readonly number[]> => {
    const { counts, signals } = await ask('signals', ...filter);
    return [counts['closed-and-reopened'].cases, signals.length];
  };
  const filters: readonly [filter: readonly string[], open: number, reopened: number][] = [
    [[], 3, 2],
    [['--label', 'storm'], 2, 2],
    [['--label', 'school'], 1, 1],
    [['--label', 'school', 'storm'], 2, 2],
    [['--label', ''], 1, 0],
    [['--label', 'school', ''], 2, 1],
    [['--label', 'no-such'], 0, 0],
    [['--agency', lighting], 1, 1],
    [['--agency', lighting, roads], 2, 2],
    [['--agency', roads, ''], 2, 1],
    [['--agency', ''], 1, 0],
    [['--agency', lighting, roads, '--label', 'school'], 1, 1],
    [['--agency', roads, '--label', 'school'], 0, 0],
  ];
  for (const [filter, wantedOpen, wantedReopened] of filters)
    expect([filter, await open(...filter), await reopened(...filter)]).toEqual([
      filter,
      wantedOpen,
      [wantedReopened, wantedReopened],
    ]);
});
