import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Actor, analyst, type EventStore, huePolicy, system } from '@phananh/core';
import { compileCalendar, vietnamDays } from '@phananh/core/calendar';
import type { CaseRow } from '@phananh/core/read-models';
import { huePolicyData, policyOfLog, reportPolicyForWriting, slaPolicy } from '@phananh/core/reports';
import { verdictsOf } from '@phananh/core/sla';
import { lifecycleFixture, memoryEventStore, people } from '@phananh/core/testing';
import { strangeEvent } from '@phananh/test-support/strange-event';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readModels, type SqliteReadModels } from '../../../src/index.ts';
import { play, step } from '../../random-histories.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-read-models-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const file = () => join(directory, 'read.db');

const allCases = (models: SqliteReadModels, now: string): readonly CaseRow[] =>
  models.cases({ now, limit: 200 }).cases;

const started = async () => {
  const store: { current?: EventStore } = {};
  const lifecycle = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
    makeStore: (options) => {
      store.current = memoryEventStore(options);
      return store.current;
    },
  });
  const reportIds = [];
  for (let n = 0; n < 4; n++) reportIds.push(await lifecycle.submit());
  return { lifecycle, reportIds, store: lifecycle.reports.store };
};

describe('the table of cases', () => {
  it('says of every case what the report itself says, for random histories', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 80, maxLength: 160 }), async (steps) => {
        const { lifecycle, reportIds, store } = await started();
        await play(lifecycle, reportIds, steps);
        const models = readModels(':memory:');
        await models.catchUp(store);
        const now = lifecycle.clock.now();
        const rows = allCases(models, now);
        expect(rows).toHaveLength(4);
        for (const row of rows) {
          const state = await lifecycle.state(row.reportId);
          const clock = state.clocks.findLast(({ clock: name }) => name === 'overall');
          const verdicts = clock && verdictsOf(clock, now);
          expect(row).toMatchObject({
            phase: state.phase,
            round: state.round,
            category: state.category,
            procedure: state.procedure,
            priority: state.priority,
            agencyId: state.assignment?.agencyId ?? null,
            officer: state.assignment?.officer ?? null,
            awaiting: state.awaiting !== null,
            extensionPending: state.pendingExtension !== null,
            returns: state.returns,
            dueDay: clock?.due?.day ?? null,
            verdict: verdicts?.verdict,
            againstOriginal: verdicts?.againstOriginal,
          });
        }
        await models.close();
      }),
      { numRuns: 60 },
    );
  });

  it('lists the cases of an officer as they are handed over, returned and redacted, for those who may see officers', async () => {
    const { lifecycle, reportIds, store } = await started();
    const [first = '', second = ''] = reportIds;
    const models = readModels(':memory:');
    const now = lifecycle.clock.now();
    const of = async (officer: string, reader?: Actor) => {
      await models.catchUp(store);
      const { cases } = models.cases({ now, officer, ...(reader && { reader }) });
      return cases.map(({ reportId, officer: shown }) => [reportId, shown]);
    };
    for (const id of [first, second]) await lifecycle.giveAll(id, 'verify', 'assign');
    await lifecycle.give(first, 'hand-over', { officer: 'an' });
    await lifecycle.give(second, 'accept', { officer: 'binh' });
    expect([await of('an'), await of('binh')]).toEqual([[[first, 'an']], [[second, 'binh']]]);
    for (const reader of [people.agency, people.operator]) expect(await of('an', reader)).toHaveLength(1);
    // Neither by the list nor by its length.
    for (const reader of [people.citizen, analyst('a')]) expect(await of('an', reader)).toEqual([]);
    await lifecycle.give(second, 'hand-over', { officer: 'an' });
    expect([await of('an'), await of('binh')]).toEqual([
      expect.arrayContaining([
        [first, 'an'],
        [second, 'an'],
      ]),
      [],
    ]);
    await lifecycle.give(first, 'return');
    await lifecycle.give(second, 'redact', { field: 'officer', reason: 'x' });
    expect(await of('an')).toEqual([]);
    await models.close();
  });

  it('is the same built at once and built in parts, with restarts between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 20, maxLength: 40 }), { maxLength: 4 }),
        async (parts) => {
          const { lifecycle, reportIds, store } = await started();
          const path = join(directory, `${crypto.randomUUID()}.db`);
          for (const part of parts) {
            await play(lifecycle, reportIds, part);
            const models = readModels(path);
            await models.catchUp(store);
            await models.close();
          }
          const [inParts, atOnce] = [readModels(path), readModels(':memory:')];
          await inParts.catchUp(store);
          await atOnce.catchUp(store);
          const now = lifecycle.clock.now();
          expect(allCases(inParts, now)).toEqual(allCases(atOnce, now));
          expect(await inParts.sla({ cohort: 'submitted', now })).toEqual(
            await atOnce.sla({ cohort: 'submitted', now }),
          );
          await Promise.all([inParts.close(), atOnce.close()]);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('a worklist', () => {
  it('gives every case once over its pages, in each order, while others are submitted', async () => {
    const { lifecycle, store } = await started();
    for (let n = 0; n < 20; n++) {
      lifecycle.clock.advance((n % 3) * 60_000);
      await lifecycle.submit();
    }
    const models = readModels(':memory:');
    await models.catchUp(store);
    const now = lifecycle.clock.now();
    for (const sort of ['submittedAt', '-submittedAt', 'dueAt', '-dueAt'] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = models.cases({ now, sort, limit: 7, ...(cursor !== undefined && { cursor }) });
        seen.push(...page.cases.map(({ reportId }) => reportId));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(new Set(seen).size).toBe(24);
      expect(seen).toHaveLength(24);
    }
    await models.close();
  });

  it('refuses a cursor that is forged or of another query', async () => {
    const { lifecycle, store } = await started();
    const models = readModels(':memory:');
    await models.catchUp(store);
    const now = lifecycle.clock.now();
    const { nextCursor } = models.cases({ now, limit: 1 });
    const refused = { code: 'invalid-query' };
    expect(() => models.cases({ now, cursor: 'x' })).toThrow(expect.objectContaining(refused));
    expect(() => models.cases({ now, category: 'x', cursor: nextCursor ?? '' })).toThrow(
      expect.objectContaining(refused),
    );
    expect(models.cases({ now: '2027-01-01T00:00:00.000Z', cursor: nextCursor ?? '' }).cases).toHaveLength(3);
    await models.close();
  });

  it('filters by phase, agency, category, verdict, place, time and citizen', async () => {
    const { lifecycle, reportIds, store } = await started();
    const [a = ''] = reportIds;
    await lifecycle.giveAll(a, 'verify', 'assign');
    lifecycle.clock.advance(30 * 86_400_000);
    const models = readModels(':memory:');
    await models.catchUp(store);
    const now = lifecycle.clock.now();
    const count = (query: object) => models.cases({ now, ...query }).cases.length;
    expect(count({ phase: ['assigned', 'closed'] })).toBe(1);
    expect(count({ agencyId: 'agency-hue-lighting' })).toBe(1);
    expect(count({ category: 'lighting', verdict: ['overdue'] })).toBe(1);
    expect(count({ verdict: ['open'] })).toBe(0);
    expect(count({ bbox: { south: 16, west: 107, north: 17, east: 108 } })).toBe(4);
    expect(count({ bbox: { south: 10, west: 106, north: 11, east: 107 } })).toBe(0);
    expect(count({ submittedTo: '2026-03-02T02:00:00.000Z' })).toBe(0);
    expect(count({ reporterId: 'c-17' })).toBe(4);
    expect(count({ reporterId: 'c-18' })).toBe(0);
    await models.close();
  });
});

describe('figures', () => {
  it('count each case once, in every ratio with its numerator and denominator', async () => {
    const { lifecycle, reportIds, store } = await started();
    const [a = '', b = '', c = ''] = reportIds;
    await lifecycle.giveAll(a, 'verify', 'assign', 'resolve', 'publish');
    await lifecycle.giveAll(b, 'verify', 'assign', 'request-extension', 'grant-extension');
    lifecycle.clock.set('2026-03-12T02:00:00.000Z');
    await lifecycle.giveAll(b, 'resolve', 'publish');
    lifecycle.clock.advance(10 * 86_400_000);
    await lifecycle.giveAll(c, 'verify', 'assign', 'resolve', 'publish');
    const models = readModels(':memory:');
    await models.catchUp(store);
    const [figures] = await models.sla({ cohort: 'submitted', now: lifecycle.clock.now() });
    expect(figures).toMatchObject({
      cases: 4,
      counts: { 'on-time': 1, 'on-time-extended': 1, late: 1, overdue: 1 },
      countsAgainstOriginal: { 'on-time': 1, late: 2, overdue: 1 },
      ratios: {
        onTimeOfDecided: { numerator: 2, denominator: 3 },
        onTimeOfDue: { numerator: 2, denominator: 4 },
        onTimeOfAll: { numerator: 2, denominator: 4 },
        resolutionRate: { numerator: 3, denominator: 4 },
      },
      ratiosAgainstOriginal: { onTimeOfDecided: { numerator: 1, denominator: 3 } },
      ripe: false,
    });
    const byAgency = await models.sla({
      cohort: 'decided',
      groupBy: ['agency', 'month'],
      now: lifecycle.clock.now(),
    });
    expect(byAgency.map(({ group, cases }) => [group, cases])).toEqual([
      [{ agency: 'agency-hue-lighting', month: '2026-03' }, 3],
    ]);
    await expect(
      models.sla({
        cohort: 'decided',
        from: '2026-02-01',
        to: '2026-01-01',
        now: '2026-12-07T02:00:00.000Z',
      }),
    ).rejects.toThrow('empty');
    await models.close();
  });
});

it('without a policy read no log that is written on another calendar than the shipped one', async () => {
  const store = memoryEventStore();
  const calendar = compileCalendar({
    ...vietnamDays,
    id: 'elsewhere',
    timezone: 'Asia/Tokyo',
    utcOffset: undefined,
  });
  const policy = slaPolicy({ ...huePolicyData, calendar: 'elsewhere' }, [calendar]);
  await reportPolicyForWriting(store, { given: policy, actor: system('test') });
  const without = readModels(':memory:');
  await expect(without.catchUp(store)).rejects.toMatchObject({ code: 'policy-differs' });
  await without.close();
  const under = readModels(':memory:', { policy: (await policyOfLog(store)).policy });
  await under.catchUp(store);
  await under.close();
});

describe('a file', () => {
  it('of another log, or of this one restored shorter, is refused, and made anew when that log is accepted', async () => {
    const first = await started();
    const models = readModels(file());
    await models.catchUp(first.store);
    await models.close();
    const second = await started();
    await second.lifecycle.giveAll(second.reportIds[0] ?? '', 'withdraw');
    const again = readModels(file());
    const behind = { code: 'store-behind', details: { path: file() } };
    await expect(again.catchUp(second.store)).rejects.toMatchObject(behind);
    await expect(again.catchUp(memoryEventStore())).rejects.toMatchObject(behind);
    await expect(again.rebuild(second.store)).rejects.toMatchObject(behind);
    await again.rebuild(second.store, { acceptLog: true });
    await again.catchUp(second.store);
    const ids = allCases(again, second.lifecycle.clock.now()).map(({ reportId }) => reportId);
    expect(ids.sort()).toEqual([...second.reportIds].sort());
    await again.close();
  });

  it('that is something else is refused and left as it was', () => {
    writeFileSync(file(), 'not a database, but a text that is long enough to be looked at'.repeat(20));
    expect(() => readModels(file())).toThrow(expect.objectContaining({ code: 'store-foreign' }));
    const other = join(directory, 'other.db');
    new Database(other).exec('CREATE TABLE mine (x)').close();
    expect(() => readModels(other)).toThrow(expect.objectContaining({ code: 'store-foreign' }));
    expect(new Database(other).prepare('SELECT count(*) FROM mine').pluck().get()).toBe(0);
  });

  it('of an older version is made anew, of a newer one refused', async () => {
    const { store, lifecycle } = await started();
    const models = readModels(file());
    await models.catchUp(store);
    await models.close();
    const set = (version: number) => {
      const database = new Database(file());
      database.pragma(`user_version = ${version}`);
      database.close();
    };
    set(0);
    const again = readModels(file());
    // Nothing of the old one is shown, and nothing empty either.
    expect(() => allCases(again, lifecycle.clock.now())).toThrow(
      expect.objectContaining({ code: 'read-models-rebuilding' }),
    );
    await again.catchUp(store);
    expect(allCases(again, lifecycle.clock.now())).toHaveLength(4);
    await again.close();
    set(99);
    expect(() => readModels(file())).toThrow(expect.objectContaining({ code: 'store-too-new' }));
  });
});

describe('the file', () => {
  it.each([
    ['deleted', () => rmSync(file())],
    ['cut in half', () => truncateSync(file(), Math.floor(statSync(file()).size / 2))],
    ['cut to its first page', () => truncateSync(file(), 4096)],
  ])('that was %s is built anew, and says nothing before', async (_, damage) => {
    const { store, lifecycle } = await started();
    const now = lifecycle.clock.now();
    const models = readModels(file());
    await models.catchUp(store);
    const before = { cases: allCases(models, now), figures: await models.sla({ cohort: 'submitted', now }) };
    await models.close();
    damage();
    const again = readModels(file());
    expect(() => allCases(again, now)).toThrow(expect.objectContaining({ code: 'read-models-rebuilding' }));
    await expect(again.sla({ cohort: 'submitted', now })).rejects.toMatchObject({
      code: 'read-models-rebuilding',
    });
    await again.catchUp(store);
    expect(allCases(again, now)).toEqual(before.cases);
    expect(await again.sla({ cohort: 'submitted', now })).toEqual(before.figures);
    await again.close();
  });
});

describe('an event that cannot be applied', () => {
  it('parks its report, is named, and stops nothing else', async () => {
    const { lifecycle, store, reportIds } = await started();
    const stream = `report-${reportIds[0]}`;
    await store.append(stream, [strangeEvent(lifecycle.clock.now())], { expectedRevision: 'any' });
    const models = readModels(':memory:', { policy: huePolicy, clock: lifecycle.clock });
    await models.catchUp(store);
    const fifth = await lifecycle.submit();
    await lifecycle.giveAll(reportIds[1] ?? '', 'verify');
    const late = { agencyId: 'late', name: 'Late', kind: 'government' as const };
    await lifecycle.reports.agencies.register(late as never, { actor: people.operator });
    await models.catchUp(store);
    expect(models.parked()).toMatchObject([
      { projection: 'cases', stream, revision: 1, type: 'strange' },
      { projection: 'timers', stream, revision: 1, type: 'strange' },
    ]);
    expect(models.failure()).toBeUndefined();
    const cases = allCases(models, lifecycle.clock.now());
    expect(cases.map(({ reportId, phase, revision }) => [reportId, phase, revision]).sort()).toEqual(
      [
        [reportIds[0], 'submitted', 0],
        [reportIds[1], 'verified', 1],
        [reportIds[2], 'submitted', 0],
        [reportIds[3], 'submitted', 0],
        [fifth, 'submitted', 0],
      ].sort(),
    );
    expect(models.agencies().map(({ agencyId }) => agencyId)).toContain('late');
    await models.close();
  });
});
