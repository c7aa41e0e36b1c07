import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, huePolicy, type Instant } from '@phananh/core';
import { instantOf, isUpTo } from '@phananh/core/engine';
import {
  type AgencyKinds,
  type BacklogDay,
  type BacklogQuery,
  type CaseFacts,
  type CohortCasesQuery,
  type CohortQuery,
  count,
  countedCase,
  emptyTally,
  evaluateCase,
  foldCase,
  grouping,
  isWithin,
  type ReadModels,
  reportIdOf,
  type SlaFigures,
  type SlaGroup,
  type SlaQuery,
  slaFiguresOf,
  slaGroups,
  type Within,
} from '@phananh/core/read-models';
import { clockNames } from '@phananh/core/reports';
import { lifecycleFixture } from '@phananh/core/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readModels } from '../../../src/index.ts';
import { play, step } from '../../random-histories.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-figures-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const begin = '2026-03-02T02:00:00.000Z';

/** The cases as they were by then, straight from the streams. */
const casesUpTo = async (
  store: EventStore,
  { asOf, knownAt }: Pick<CohortQuery, 'asOf' | 'knownAt'>,
): Promise<readonly CaseFacts[]> => {
  const cut = { ...(asOf && { at: asOf }), ...(knownAt && { knownAt }) };
  const cases = new Map<string, CaseFacts>();
  for await (const event of store.readAll()) {
    const reportId = reportIdOf(event);
    if (reportId !== undefined && isUpTo(cut, event))
      cases.set(reportId, foldCase(cases.get(reportId), event));
  }
  return [...cases.values()];
};

/** The figures, straight from the streams: no table, no sums, no indexes. */
const fromStreams = async (
  store: EventStore,
  kinds: AgencyKinds,
  query: SlaQuery,
): Promise<readonly SlaFigures[]> => {
  const { asOf, knownAt, now, cohort, from, to, within, groupBy = [], clock = 'overall' } = query;
  const sums = grouping(groupBy, kinds, emptyTally, query);
  for (const facts of await casesUpTo(store, query)) {
    const row = evaluateCase(facts, huePolicy.calendar, asOf ?? knownAt ?? now);
    const counted = countedCase(row, clock, query.round ?? 'final');
    if (counted === undefined) continue;
    const at = cohort === 'submitted' ? counted.submittedAt : counted.decidedAt;
    const day = cohort === 'submitted' ? counted.submittedDay : counted.decidedDay;
    if (at === null || day === null || (from && at < from) || (to && at >= to)) continue;
    if (isWithin(within, counted, day, kinds)) for (const sum of sums.at(counted, day)) count(sum, counted);
  }
  return sums
    .entries()
    .map(([group, tally]) => slaFiguresOf(group, tally))
    .filter(({ cases: number }) => number > 0);
};

const day = 86_400_000;
const momentWithin = (end: Instant) =>
  fc.integer({ min: Date.parse(begin) - day, max: Date.parse(end) }).map(instantOf);

/** Months begin at the local midnight of Viet Nam. */
const monthStart = fc.constantFrom(
  '2026-02-28T17:00:00.000Z',
  '2026-03-31T17:00:00.000Z',
  '2026-04-30T17:00:00.000Z',
);

const within = fc.constantFrom(
  { agency: 'agency-hue-lighting' },
  { agency: null },
  { category: 'lighting', month: '2026-03' },
  { agencyKind: 'enterprise' },
  { agency: ['agency-hue-lighting', null], priority: ['normal', 'urgent'] },
  { label: 'trường học' },
  { label: ['mưa bão', null] },
  { label: null, category: 'lighting' },
  { category: ['lighting', 'roads'], outcome: [null, 'fixed'] },
);

const counted: ReadonlySet<SlaGroup> = new Set(['label', 'priority', 'outcome', 'day', 'week']);
const summed = slaGroups.filter((group) => !counted.has(group));

/** Of the present and of whole months: what sums are kept of. */
const ofSums = fc.record(
  {
    cohort: fc.constantFrom('submitted', 'decided'),
    groupBy: fc
      .tuple(fc.constantFrom(...summed), fc.constantFrom('month', 'quarter', 'year'))
      .map(([one, time]) => [...new Set([one, time])]),
    from: monthStart,
    to: monthStart,
    round: fc.constantFrom('first', 'final'),
    within,
  },
  { requiredKeys: ['cohort'] },
);

const ofAnything = (now: Instant) =>
  fc.record(
    {
      cohort: fc.constantFrom('submitted', 'decided'),
      groupBy: fc.uniqueArray(fc.constantFrom(...slaGroups), { maxLength: 3 }),
      from: fc.oneof(monthStart, momentWithin(now)),
      to: fc.oneof(monthStart, momentWithin(now)),
      round: fc.constantFrom('first', 'final'),
      clock: fc.oneof(
        { weight: 3, arbitrary: fc.constant('overall' as const) },
        fc.constantFrom(...clockNames),
      ),
      within,
      asOf: momentWithin(now),
      knownAt: momentWithin(now),
    },
    { requiredKeys: ['cohort'] },
  );

const queries = (now: Instant): fc.Arbitrary<SlaQuery> =>
  fc
    .oneof(ofSums, ofAnything(now))
    .map((query): SlaQuery => ({ ...query, now }) as SlaQuery)
    .filter(({ from, to }) => from === undefined || to === undefined || from < to);

/** Reports with a history, and the tables that it makes. */
const played = async (reports: number, steps: Parameters<typeof play>[2]) => {
  const lifecycle = await lifecycleFixture(begin);
  const { store } = lifecycle.reports;
  const reportIds: string[] = [];
  for (let n = 0; n < reports; n++) reportIds.push(await lifecycle.submit());
  await play(lifecycle, reportIds, steps);
  const models = readModels(':memory:', { policy: huePolicy, clock: lifecycle.clock });
  await models.catchUp(store);
  return { lifecycle, store, models };
};

describe('figures', () => {
  it('are those of the streams, for random histories, restarts, queries and moments', async () => {
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 15, maxLength: 40 }), { minLength: 1, maxLength: 3 }),
        fc.nat({ max: 20 }),
        fc.nat(),
        async (parts, daysLater, seed) => {
          const lifecycle = await lifecycleFixture(begin);
          const { store } = lifecycle.reports;
          const reportIds: string[] = [];
          const path = join(directory, `${crypto.randomUUID()}.db`);
          const check = async (models: ReadModels, numRuns: number): Promise<void> => {
            const agencies = models.agencies();
            const kinds = (id: string) => agencies.find(({ agencyId }) => agencyId === id)?.kind;
            for (const query of fc.sample(queries(lifecycle.clock.now()), { numRuns, seed })) {
              const figures = (await models.sla(query)).filter(({ cases }) => cases > 0);
              expect({ query, figures }).toEqual({ query, figures: await fromStreams(store, kinds, query) });
              asked += 1;
            }
          };
          // Open all the time: what it keeps from one question to the next must be what is true then.
          const open = readModels(':memory:', { policy: huePolicy, clock: lifecycle.clock });
          for (const part of parts) {
            for (let n = 0; n < 2; n++) reportIds.push(await lifecycle.submit());
            await play(lifecycle, reportIds, part);
            const models = readModels(path, { policy: huePolicy, clock: lifecycle.clock });
            await models.catchUp(store);
            await models.close();
            await open.catchUp(store);
            await check(open, 6);
          }
          const models = readModels(path, { policy: huePolicy, clock: lifecycle.clock });
          await models.catchUp(store);
          // Nothing happens for a while, and verdicts change.
          lifecycle.clock.advance(daysLater * day);
          await check(models, 12);
          await check(open, 6);
          await open.close();
          await models.close();
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
    expect(asked).toBeGreaterThan(300);
  }, 120_000);

  it('have all their cases behind them, and each once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 90 }), fc.nat(), async (steps, seed) => {
        const { lifecycle, models } = await played(5, steps);
        for (const { groupBy = [], ...query } of fc.sample(queries(lifecycle.clock.now()), {
          numRuns: 6,
          seed,
        })) {
          for (const figure of await models.sla({ ...query, groupBy })) {
            const behind = await allCohortCases(models, {
              ...query,
              within: { ...query.within, ...figure.group },
            });
            expect(new Set(behind.map(({ reportId }) => reportId)).size).toBe(behind.length);
            // A group that lies outside what the query is within has no cases.
            if (figure.cases > 0) expect(behind).toHaveLength(figure.cases);
            const late = behind.filter(({ verdict }) => verdict === 'late');
            if (figure.cases > 0) expect(late).toHaveLength(figure.counts.late);
          }
        }
        await models.close();
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  it('of grades and fines are those of the streams at any moment, too', async () => {
    let [rated, fined] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 120 }), fc.nat(), async (steps, seed) => {
        const lifecycle = await lifecycleFixture(begin);
        const { store } = lifecycle.reports;
        const reportIds: string[] = [];
        for (let n = 0; n < 4; n++) reportIds.push(await lifecycle.submit());
        // Every history begins with a report that is rated and fined, so that most moments have one behind them.
        const done = await lifecycle.submit();
        await lifecycle.give(done, 'verify', { category: 'lighting', labels: ['mưa bão', 'trường học'] });
        await lifecycle.giveAll(done, 'assign', 'impose-penalty', 'resolve', 'publish', 'rate');
        lifecycle.clock.advance(day);
        await lifecycle.giveAll(done, 'revoke-penalty');
        const before = lifecycle.clock.now();
        lifecycle.clock.advance(day);
        await lifecycle.giveAll(done, 'rate');
        await play(lifecycle, reportIds, steps);
        const models = readModels(':memory:', { policy: huePolicy, clock: lifecycle.clock });
        await models.catchUp(store);
        const now = lifecycle.clock.now();
        const times = fc.record(
          {
            from: momentWithin(now),
            to: momentWithin(now),
            asOf: momentWithin(now),
            knownAt: momentWithin(now),
            within: fc.constantFrom<Within>(
              { label: 'mưa bão' },
              { label: null },
              { label: ['trường học', null] },
            ),
          },
          { requiredKeys: [] },
        );
        for (const query of [{ asOf: before }, ...fc.sample(times, { numRuns: 10, seed })]) {
          if (query.from !== undefined && query.to !== undefined && query.from >= query.to) continue;
          const wanted = query.within === undefined ? undefined : [query.within.label ?? null].flat();
          const cases = (await casesUpTo(store, query)).filter(({ labels }) =>
            [...labels, ...(labels.length === 0 ? [null] : [])].some((one) => wanted?.includes(one) ?? true),
          );
          const isIn = (at: string | null): boolean =>
            at !== null && at >= (query.from ?? '') && at < (query.to ?? '~');
          const rounds = cases
            .flatMap((facts) => facts.rounds)
            .filter(({ publishedAt }) => isIn(publishedAt));
          const [grades] = await models.satisfaction({ ...query, now });
          const graded = rounds.filter(({ grade }) => grade !== null).length;
          expect({ query, published: grades?.published, rated: grades?.rated }).toEqual({
            query,
            published: rounds.length,
            rated: graded,
          });
          const fines = cases.flatMap(({ penalties }) => penalties);
          const sum = (some: typeof fines) => some.reduce((amount, fine) => amount + fine.amount, 0);
          const [penalties] = await models.penalties({ ...query, now });
          expect({ query, imposed: penalties?.imposed.amount, revoked: penalties?.revoked.amount }).toEqual({
            query,
            imposed: sum(fines.filter(({ imposedAt }) => isIn(imposedAt))),
            revoked: sum(fines.filter(({ revokedAt }) => isIn(revokedAt))),
          });
          const behind = async (more: Pick<CohortCasesQuery, 'happened' | 'grade'>) =>
            (await allCohortCases(models, { cohort: 'submitted', ...query, ...more, now }))
              .map(({ reportId }) => reportId)
              .sort();
          const those = (has: (facts: (typeof cases)[number]) => boolean) =>
            cases
              .filter(has)
              .map(({ reportId }) => reportId)
              .sort();
          expect({ query, ...(await listed(behind)) }).toEqual({
            query,
            published: those(({ rounds: all }) => all.some(({ publishedAt }) => isIn(publishedAt))),
            satisfied: those(({ rounds: all }) =>
              all.some(({ publishedAt, grade }) => isIn(publishedAt) && grade === 'satisfied'),
            ),
            ungraded: those(({ rounds: all }) =>
              all.some(({ publishedAt, grade }) => isIn(publishedAt) && grade === null),
            ),
            fined: those(({ penalties: all }) => all.some(({ imposedAt }) => isIn(imposedAt))),
            revoked: those(({ penalties: all }) => all.some(({ revokedAt }) => isIn(revokedAt))),
            either: those(({ penalties: all }) =>
              all.some(({ imposedAt, revokedAt }) => isIn(imposedAt) || isIn(revokedAt)),
            ),
          });
          if (query.asOf !== undefined || query.knownAt !== undefined) {
            rated += graded;
            fined += fines.length;
          }
        }
        await models.close();
      }),
      { numRuns: 25, endOnFailure: true },
    );
    expect(rated).toBeGreaterThan(5);
    expect(fined).toBeGreaterThan(5);
  });

  it('of the backlog are those of the streams at any moment, too', async () => {
    let [past, overdue] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 120 }), fc.nat(), async (steps, seed) => {
        const { lifecycle, store, models } = await played(4, steps);
        const now = lifecycle.clock.now();
        const times = fc.record(
          {
            agencyId: fc.constant('agency-hue-lighting'),
            asOf: momentWithin(now),
            knownAt: momentWithin(now),
          },
          { requiredKeys: [] },
        );
        const { calendar } = huePolicy;
        const range = { from: calendar.dayOf(begin), to: calendar.addCalendarDays(calendar.dayOf(now), 2) };
        for (const query of [{}, ...fc.sample(times, { numRuns: 8, seed })]) {
          const days = await models.backlog({ ...range, ...query, now });
          expect({ query, days }).toEqual({
            query,
            days: await backlogFromStreams(store, { ...range, ...query, now }),
          });
          if ('asOf' in query || 'knownAt' in query) past += days.at(-1)?.open ?? 0;
          // The cases behind the numbers of a day are those that were there at its end.
          const { agencyId, knownAt, asOf = knownAt ?? now } = query as Partial<BacklogQuery>;
          const { day = '', phases = {} } = days[seed % days.length] ?? {};
          const end = instantOf(Date.parse(calendar.startOf(calendar.addCalendarDays(day, 1))) - 1);
          const then = {
            cohort: 'submitted',
            asOf: [end, asOf].toSorted()[0] ?? end,
            ...(knownAt !== undefined && { knownAt }),
            ...(agencyId !== undefined && { within: { agency: 'agency-hue-lighting' } }),
            now,
          } as const;
          const behind: { [phase: string]: number } = {};
          for (const phase of openPhases)
            behind[phase] = (await models.slaCases({ ...then, phase: [phase], limit: 1_000 })).cases.length;
          const counted = Object.entries(phases).map(([phase, { open }]) => [phase, open]);
          expect({ query, day, ...behind }).toEqual({ query, day, ...Object.fromEntries(counted) });
          overdue += days.at(-1)?.overdue ?? 0;
        }
        await models.close();
      }),
      { numRuns: 20, endOnFailure: true },
    );
    expect(past).toBeGreaterThan(5);
    expect(overdue).toBeGreaterThan(5);
  });

  it('of the backlog say what the last of several corrections says, also on the days between them', async () => {
    const lifecycle = await lifecycleFixture(begin);
    const { reports, give, clock } = lifecycle;
    const legacy = { system: 'old', caseId: '1', dueAt: '2030-01-01T00:00:00.000Z' };
    const { id } = await reports.handler.create(
      'submit',
      {
        text: 'Ổ gà',
        channel: 'import',
        category: 'roads',
        location: { lat: 16.4637, lng: 107.5909 },
        legacy,
      },
      { actor: { kind: 'system', id: 'import:old' } },
    );
    await give(id, 'verify');
    await give(id, 'assign', { agencyId: 'agency-hue-lighting' });
    clock.advance(86_400_000);
    await give(id, 'correct', { revision: 0, field: 'category', to: 'water', reason: 'Sai' });
    clock.advance(2 * 86_400_000);
    await give(id, 'correct', { revision: 2, field: 'agencyId', to: 'agency-hue-roads', reason: 'Sai' });
    const models = readModels(':memory:', { policy: huePolicy, clock });
    await models.catchUp(reports.store);
    const { calendar } = huePolicy;
    const range = { from: calendar.dayOf(begin), to: calendar.dayOf(clock.now()) };
    const openOf = async (agencyId: string) =>
      (await models.backlog({ ...range, agencyId, now: clock.now() })).map(({ open }) => open);
    expect(await openOf('agency-hue-roads')).toEqual([1, 1, 1, 1]);
    expect(await openOf('agency-hue-lighting')).toEqual([0, 0, 0, 0]);
    await models.close();
  });
});

const openPhases = ['submitted', 'verified', 'assigned', 'resolved', 'disputed'] as const;

/** Day by day and case by case, straight from the streams. */
const backlogFromStreams = async (store: EventStore, query: BacklogQuery): Promise<readonly BacklogDay[]> => {
  const { from, to, agencyId, asOf = query.knownAt ?? query.now } = query;
  const { calendar } = huePolicy;
  const lives = new Map<string, CaseFacts[]>();
  const cut = {
    ...(query.asOf !== undefined && { at: query.asOf }),
    ...(query.knownAt !== undefined && { knownAt: query.knownAt }),
  };
  for await (const event of store.readAll()) {
    const reportId = reportIdOf(event);
    if (reportId === undefined || !isUpTo(cut, event)) continue;
    const life = lives.get(reportId) ?? [];
    lives.set(reportId, [...life, foldCase(life.at(-1), event)]);
  }
  const days: BacklogDay[] = [];
  for (let today = from; today <= to; today = calendar.addCalendarDays(today, 1)) {
    const end = calendar.startOf(calendar.addCalendarDays(today, 1));
    const moment = end <= asOf ? end : instantOf(Date.parse(asOf) + 1);
    const phases = Object.fromEntries(openPhases.map((name) => [name, { open: 0, overdue: 0, paused: 0 }]));
    const total = { open: 0, overdue: 0, paused: 0 };
    for (const life of lives.values()) {
      const state = life.findLast(({ occurredAt }) => occurredAt < moment);
      const counts = state && phases[state.phase];
      if (counts === undefined || (agencyId !== undefined && state?.agencyId !== agencyId)) continue;
      const isLate = (life.at(-1)?.clocks ?? []).some(
        ({ clock, due, lateSince, stoppedAt }) =>
          clock === 'overall' &&
          due !== null &&
          (lateSince ?? due.at) < moment &&
          (lateSince ?? due.at) < asOf &&
          (stoppedAt === null || stoppedAt >= moment) &&
          (lateSince ?? due.at) < (stoppedAt ?? asOf),
      );
      for (const sums of [counts, total]) {
        sums.open += 1;
        sums.overdue += Number(isLate);
        sums.paused += Number(state?.awaiting === true);
      }
    }
    days.push({ day: today, ...total, phases });
  }
  return days;
};

type Behind = (more: Pick<CohortCasesQuery, 'happened' | 'grade'>) => Promise<readonly string[]>;

/** The cases behind the numbers of grades and fines. */
const listed = async (behind: Behind) => ({
  published: await behind({ happened: ['published'] }),
  satisfied: await behind({ happened: ['published'], grade: ['satisfied'] }),
  ungraded: await behind({ happened: ['published'], grade: ['not-rated', 'pending'] }),
  fined: await behind({ happened: ['fined'] }),
  revoked: await behind({ happened: ['fine-revoked'] }),
  either: await behind({ happened: ['fined', 'fine-revoked'] }),
});

const allCohortCases = async (models: ReturnType<typeof readModels>, query: CohortCasesQuery) => {
  const cases = [];
  let cursor: string | undefined;
  do {
    const page = await models.slaCases({ ...query, limit: 2, ...(cursor !== undefined && { cursor }) });
    cases.push(...page.cases);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return cases;
};
