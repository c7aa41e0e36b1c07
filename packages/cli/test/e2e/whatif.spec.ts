import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createReports, operator } from '@phananh/core';
import {
  type CalendarData,
  compileCalendar,
  overlaid,
  vietnamCalendar,
  vietnamDays,
} from '@phananh/core/calendar';
import { huePolicyData, slaPolicy } from '@phananh/core/reports';
import { sqliteEventStore } from '@phananh/sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repositoryRoot } from '../support/command.ts';
import { phananh } from '../support/in-process.ts';
import { buildWhatIfDemo, type DemoCases, demoAsOf } from '../support/what-if-demo.ts';

let directory = '';
let cases: DemoCases;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-'));
  cases = await buildWhatIfDemo(join(directory, 'demo.db'));
  file('five-days.json', withTerm(5));
  file('hue.json', huePolicyData);
});
afterAll(() => rmSync(directory, { recursive: true }));

const path = (name: string): string => join(directory, name);
const file = (name: string, content: object): void => writeFileSync(path(name), JSON.stringify(content));

const withTerm = (days: number) => {
  const { overall } = huePolicyData.clocks;
  const term = { ...overall.term, term: { count: days, unit: 'working-day' } };
  return {
    ...huePolicyData,
    name: 'five-days',
    clocks: { ...huePolicyData.clocks, overall: { ...overall, term } },
  };
};

const closure = (date: string): CalendarData['daysOff'][number] => ({
  date,
  kind: 'closure',
  name: 'storm',
  source: ['storm'],
  status: 'confirmed',
});
const storm = overlaid(vietnamDays, {
  compiledOn: '2026-11-24',
  sources: { storm: { what: 'a storm that did not come' } },
  daysOff: [closure('2026-01-12')],
});
const tet = vietnamDays.daysOff.map(({ date }) => date).filter((date) => date.startsWith('2026-02'));
const withoutTet = overlaid(vietnamDays, { compiledOn: '2026-11-24', worked: tet });

const whatif = (...args: readonly string[]) =>
  phananh('whatif', '--store', `sqlite:${path('demo.db')}`, '--as-of', demoAsOf, ...args);

const jsonLines = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** What moves: report, clock, due day before and after, verdict before and after. */
const movesIn = (out: string, { judged = true } = {}) =>
  jsonLines(out)
    .filter(({ type, judgedOtherwise }) => type === 'move' && judgedOtherwise === judged)
    .map(({ reportId, clock, before, after }) => [
      reportId,
      clock,
      `${before.dueDay} ${before.verdict}`,
      `${after.dueDay} ${after.verdict}`,
    ]);

describe('phananh whatif', () => {
  test('of five working days instead of seven: exactly these clocks are judged otherwise', async () => {
    const { code, out } = await whatif('--policy', path('five-days.json'), '--json');
    expect(code).toBe(0);
    expect(movesIn(out)).toEqual([
      [cases.sixthDay, 'overall', '2026-01-13 on-time', '2026-01-10 late'],
      [cases.sixthDay, 'resolution', '2026-01-12 on-time', '2026-01-09 late'],
      [cases.extended, 'overall', '2026-01-16 on-time-extended', '2026-01-14 late'],
      [cases.extended, 'resolution', '2026-01-15 on-time-extended', '2026-01-13 late'],
      [cases.asked, 'overall', '2026-01-15 on-time', '2026-01-13 late'],
      [cases.asked, 'resolution', '2026-01-14 on-time', '2026-01-12 late'],
      [cases.overTet, 'overall', '2026-02-26 on-time', '2026-02-24 late'],
      [cases.overTet, 'resolution', '2026-02-25 on-time', '2026-02-23 late'],
      [cases.open, 'overall', '2026-03-06 open', '2026-03-04 overdue'],
      [cases.open, 'resolution', '2026-03-05 open', '2026-03-03 overdue'],
    ]);
    expect(movesIn(out, { judged: false })).toEqual([
      [cases.quick, 'overall', '2026-01-13 on-time', '2026-01-10 on-time'],
      [cases.quick, 'resolution', '2026-01-12 on-time', '2026-01-09 on-time'],
      [cases.eighthDay, 'overall', '2026-01-13 late', '2026-01-10 late'],
      [cases.eighthDay, 'resolution', '2026-01-12 late', '2026-01-09 late'],
    ]);
    const [figures] = jsonLines(out).filter(({ type }) => type === 'figures');
    expect(figures.before).toMatchObject({
      counts: { 'on-time': 4, 'on-time-extended': 1, late: 2, open: 1, overdue: 0 },
      ratios: { onTimeOfDecided: { numerator: 5, denominator: 7 }, onTimeOfAll: { denominator: 8 } },
      ratiosAgainstOriginal: { onTimeOfDecided: { numerator: 4, denominator: 7 } },
    });
    expect(figures.after).toMatchObject({
      counts: { 'on-time': 1, 'on-time-extended': 0, late: 6, open: 0, overdue: 1 },
      ratios: { onTimeOfDue: { numerator: 1, denominator: 8 } },
    });
    expect(jsonLines(out).at(-1)).toMatchObject({
      type: 'moves',
      cases: 8,
      casesDueMoved: 7,
      casesJudgedOtherwise: 5,
      overTerm: { contact: 0, everything: 0 },
    });
  });

  test('of a calendar with a day off more, or without Tết: exactly these move', async () => {
    file('storm.json', storm);
    const stormy = await whatif('--calendar', path('storm.json'), '--json');
    expect(movesIn(stormy.out)).toEqual([
      [cases.eighthDay, 'overall', '2026-01-13 late', '2026-01-14 on-time'],
      [cases.eighthDay, 'resolution', '2026-01-12 late', '2026-01-13 on-time'],
    ]);
    file('without-tet.json', withoutTet);
    const worked = await whatif('--calendar', path('without-tet.json'), '--json');
    expect(movesIn(worked.out)).toEqual([
      [cases.overTet, 'overall', '2026-02-26 on-time', '2026-02-19 late'],
      [cases.overTet, 'resolution', '2026-02-25 on-time', '2026-02-18 late'],
    ]);
  });

  test('of the policy that was in force moves nothing, and nothing is ever written', async () => {
    const before = readFileSync(path('demo.db'));
    const { code, out } = await whatif('--policy', path('hue.json'), '--json');
    expect([code, movesIn(out), movesIn(out, { judged: false })]).toEqual([0, [], []]);
    expect(readFileSync(path('demo.db')).equals(before)).toBe(true);
    expect(readdirSync(directory).filter((name) => name.includes('read'))).toEqual([]);
  });

  test('counts a cohort by groups, as of a moment', async () => {
    const by = await whatif(
      ...['--policy', path('five-days.json'), '--group-by', 'month', '--round', 'first'],
      ...['--cohort', 'decided', '--from', '2026-01-09T00:00:00+07:00', '--json'],
    );
    const figures = jsonLines(by.out).filter(({ type }) => type === 'figures');
    expect(figures.map(({ group, before, after }) => [group.month, before.cases, after.counts.late])).toEqual(
      [
        ['2026-01', 5, 5],
        ['2026-02', 1, 1],
      ],
    );
    const earlier = await whatif(
      '--policy',
      path('five-days.json'),
      '--json',
      '--as-of',
      '2026-01-12T00:00:00Z',
    );
    expect(movesIn(earlier.out).map(([reportId, clock]) => [reportId, clock])).toEqual([
      // Resolved on the tenth, and not yet published on the twelfth.
      [cases.sixthDay, 'overall'],
      [cases.sixthDay, 'resolution'],
      [cases.eighthDay, 'overall'],
      [cases.eighthDay, 'resolution'],
      [cases.extended, 'overall'],
      [cases.extended, 'resolution'],
    ]);
  });

  test('has as figures before what the read models say of the same moment', async () => {
    copyFileSync(path('demo.db'), path('copy.db'));
    const asked = ['--as-of', demoAsOf, '--group-by', 'category,month', '--json'];
    const sla = await phananh('sla', '--store', `sqlite:${path('copy.db')}`, ...asked);
    const held = await whatif('--policy', path('five-days.json'), '--group-by', 'category,month', '--json');
    const figures = jsonLines(held.out).filter(({ type }) => type === 'figures');
    expect(figures).toHaveLength(4);
    expect(jsonLines(sla.out)).toEqual(figures.map(({ before }) => expect.objectContaining(before)));
  });

  test('prints what the guide says that it prints', async () => {
    const guide = readFileSync(join(repositoryRoot, 'docs/how-to/what-if.md'), 'utf8');
    const { out, err } = await whatif('--policy', path('five-days.json'));
    expect(guide).toContain(`\`\`\`text\n${out}${err}\`\`\``);
    const fewer = await whatif('--policy', path('five-days.json'), '--cases', '1');
    expect(fewer.err).toContain('… and 4 more cases');
  });

  test('prints a policy that it takes back', async () => {
    const { out } = await phananh('whatif', '--print-policy');
    writeFileSync(path('printed.json'), out);
    expect((await whatif('--policy', path('printed.json'))).out).toContain('0 of 8 cases');
  });

  test('refuses a bad policy or calendar, an agency calendar that is not there, and a call without either', async () => {
    const { clocks } = huePolicyData;
    const waiting = { ...clocks, verification: { ...clocks.verification, stops: ['accepted'] } };
    file('waiting.json', { ...huePolicyData, clocks: waiting });
    writeFileSync(path('no.json'), '{');
    file('short.json', { ...vietnamDays, daysOff: [{ date: '2026-02-30' }] });
    const company = compileCalendar(overlaid(vietnamDays, { id: 'company', compiledOn: '2026-01-01' }));
    const store = sqliteEventStore(path('company.db'));
    const reports = createReports({ store, policy: slaPolicy(huePolicyData, [vietnamCalendar(), company]) });
    const actor = operator('o-3');
    const agencyId = 'agency-company';
    await reports.agencies.register(
      { agencyId, name: 'x', kind: 'enterprise', calendar: 'company' },
      { actor },
    );
    const { reportId } = await reports.submit(
      { text: 'x', location: { lat: 16.46, lng: 107.59 } },
      { actor },
    );
    await reports.verify(reportId, { category: 'x' }, { actor });
    await reports.assign(reportId, { agencyId }, { actor });
    await store.close();
    const refused: readonly (readonly [readonly string[], number, string])[] = [
      [['--policy', path('waiting.json')], 1, 'invalid-policy: '],
      [['--policy', path('no.json')], 1, 'unreadable-source: '],
      [['--policy', path('none.json')], 1, 'unreadable-source: '],
      [['--calendar', path('short.json')], 1, 'invalid-calendar: '],
      [['--policy', path('hue.json'), '--as-of', '2100-01-01T00:00:00Z'], 2, 'invalid-query: '],
      [['--policy', path('hue.json'), '--store', `sqlite:${path('none.db')}`], 1, ''],
      [
        [
          '--policy',
          path('hue.json'),
          '--store',
          `sqlite:${path('company.db')}`,
          '--as-of',
          new Date().toISOString(),
        ],
        1,
        'unknown-calendar: ',
      ],
      [[], 2, 'wrong-usage: '],
      [['--policy', path('hue.json'), '--cases', 'all'], 2, ''],
    ];
    for (const [args, code, said] of refused) {
      const ran = await whatif(...args);
      expect([ran.code, ran.out], args.join(' ')).toEqual([code, '']);
      expect(ran.err).toContain(said);
    }
  });

  test('leaves out what the calendar does not cover, on both sides, and says so', async () => {
    const { daysOff, makeUpWorkingDays, confirmedWindow } = vietnamDays;
    const until = ({ date }: { readonly date: string }): boolean => date <= '2026-02-13';
    const { provisionalWindow: _, ...days } = vietnamDays;
    file('until-tet.json', {
      ...days,
      confirmedWindow: { ...confirmedWindow, to: '2026-02-13' },
      daysOff: daysOff.filter(until),
      makeUpWorkingDays: makeUpWorkingDays.filter(until),
    });
    const { code, out, err } = await whatif('--calendar', path('until-tet.json'), '--json');
    expect([code, movesIn(out)]).toEqual([1, []]);
    expect(err).toContain('2 cases are left out on both sides');
    expect(jsonLines(out).at(-1)).toMatchObject({ type: 'moves', cases: 6 });
  });
});
