import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCalendar, overlaid, vietnamCalendar, vietnamDays } from '../../src/calendar/index.ts';
import { type RecordedEvent, upcast, withCorrections } from '../../src/engine/index.ts';
import { system } from '../../src/report/actors.ts';
import { agencyHistory } from '../../src/report/agency-history.ts';
import { reportEvents } from '../../src/report/events.ts';
import { evolveReport } from '../../src/report/evolve.ts';
import { huePolicy, huePolicyData, type SlaPolicyData, slaPolicy } from '../../src/report/policy.ts';
import { createReports } from '../../src/report/reports.ts';
import { clockEventOf } from '../../src/report/rules.ts';
import type { ReportState } from '../../src/report/state.ts';
import { clockMoves, replayUnder } from '../../src/report/what-if.ts';
import { reportWorkflow } from '../../src/report/workflow.ts';
import { InvalidPolicy } from '../../src/sla/index.ts';
import { lifecycleFixture, likelyCommands } from '../../src/testing/index.ts';
import { liveThrough, randomHistory } from '../../src/testing/properties.ts';

/** Works on Saturdays, and not on the first Monday. */
const company = compileCalendar(
  overlaid(vietnamDays, {
    id: 'company',
    compiledOn: '2026-10-16',
    weeklyRestDays: ['Sun'],
    sources: { house: { what: 'house rule' } },
    daysOff: [
      { date: '2026-03-09', kind: 'closure', name: 'closed', source: ['house'], status: 'confirmed' },
    ],
  }),
);
const calendars = [vietnamCalendar(), company];

const working = (count: number) => ({ count, unit: 'working-day' as const });
const overallTerm = (term: SlaPolicyData['clocks']['overall']['term'], more: object = {}) => ({
  ...huePolicyData,
  ...more,
  clocks: { ...huePolicyData.clocks, overall: { ...huePolicyData.clocks.overall, term } },
});

const policies = {
  hue: slaPolicy(huePolicyData, calendars),
  short: slaPolicy(
    overallTerm({ term: working(3), byProcedure: { penalty: working(2) }, byCategory: {} }),
    calendars,
  ),
  calendarDays: slaPolicy(
    overallTerm({
      term: { count: 20, unit: 'calendar-day' },
      byProcedure: { penalty: { count: 1, unit: 'month' } },
      byCategory: { lighting: { count: 9, unit: 'calendar-day' } },
    }),
    calendars,
  ),
  deemed: slaPolicy(
    overallTerm(huePolicyData.clocks.overall.term as SlaPolicyData['clocks']['overall']['term'], {
      receiptOnDayOff: 'deemed-next-working-day',
    }),
    calendars,
  ),
} as const;
type PolicyName = keyof typeof policies;
const anyPolicy = fc.constantFrom(...(Object.keys(policies) as PolicyName[]));

/** A fixture whose lighting agency works on the calendar `company` from a week after the start. */
const fixtureUnder = async (policy: PolicyName) => {
  const fixture = await lifecycleFixture('2026-02-27T02:00:00.000Z', { policy: policies[policy] });
  const input = { calendar: 'company', from: '2026-03-06' };
  await fixture.reports.agencies.handler.execute('agency-hue-lighting', 'set-calendar', input, {
    actor: { kind: 'admin', id: 'a-1' },
  });
  return fixture;
};

const agenciesOf = async (fixture: Awaited<ReturnType<typeof fixtureUnder>>) =>
  agencyHistory(fixture.reports.store.readAll());

const foldedOf = (events: readonly RecordedEvent[]): ReportState => {
  let state: ReportState | undefined;
  for (const event of withCorrections(reportWorkflow, events))
    state = evolveReport(state, upcast(reportEvents, event));
  if (state === undefined) throw new TypeError('no events');
  return state;
};

describe('a history replayed under the policy that it was made under', () => {
  it('gives exactly the clocks and verdicts that are stored, whatever the history', async () => {
    await fc.assert(
      fc.asyncProperty(randomHistory(), anyPolicy, fc.boolean(), async (steps, policy, asImport) => {
        const fixture = await fixtureUnder(policy);
        const events = await liveThrough(fixture, steps, { asImport });
        const replayed = replayUnder(policies[policy], await agenciesOf(fixture))(events);
        expect(replayed?.before).toEqual(foldedOf(events));
        expect(replayed?.after).toEqual(replayed?.before);
        const now = fixture.clock.now();
        expect(replayed && clockMoves(replayed.before, replayed.after, now)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('says of each event what the state after it says', async () => {
    await fc.assert(
      fc.asyncProperty(randomHistory(), async (steps) => {
        let before: ReportState | undefined;
        for (const stored of await liveThrough(await fixtureUnder('hue'), steps)) {
          const event = upcast(reportEvents, stored);
          const after = evolveReport(before, event);
          const told = clockEventOf(before, event, { now: event.metadata.occurredAt });
          expect(told.waitingUntil).toBe(after.awaiting?.answerBy.at ?? null);
          expect(told.classification).toEqual({ procedure: after.procedure, category: after.category });
          expect(told.newRound ?? told.round).toBe(after.round);
          before = after;
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('a history replayed under another policy', () => {
  /** Those that are refused or not by the clocks: under another policy other things would have happened. */
  const byTheClock = ['remind', 'mark-overdue', 'escalate'];
  const commands = likelyCommands.filter((command) => !byTheClock.includes(command));

  it('is the history that the same steps would have made under that policy', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomHistory({ commands }),
        anyPolicy,
        anyPolicy,
        fc.boolean(),
        async (steps, one, other, asImport) => {
          // Within days, so that what is asked for is late under one policy and not under another.
          const granted = steps.map((step) => ({ ...step, override: true, hours: step.hours >> 2 }));
          const [lived, wanted] = [await fixtureUnder(one), await fixtureUnder(other)];
          const events = await liveThrough(lived, granted, { asImport });
          const expected = foldedOf(await liveThrough(wanted, granted, { asImport }));
          const replayed = replayUnder(policies[other], await agenciesOf(lived))(events);
          expect(replayed?.after.clocks).toEqual(expected.clocks);
          expect(replayed?.after.pendingExtension).toEqual(expected.pendingExtension);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('keeps the due instant of a case of another system', async () => {
    const fixture = await fixtureUnder('hue');
    const events = await liveThrough(fixture, [], { asImport: true });
    const replayed = replayUnder(policies.short, await agenciesOf(fixture))(events);
    expect(replayed?.after.clocks).toEqual(replayed?.before.clocks);
    expect(replayed?.after.clocks[0]?.due?.calendar).toBeNull();
  });

  it('holds an extension to be late that was asked for when the shorter term was over', async () => {
    const fixture = await fixtureUnder('hue');
    const { clock, submit, give, giveAll, reports } = fixture;
    const reportId = await submit();
    await giveAll(reportId, 'verify', 'assign');
    clock.set('2026-03-06T02:00:00.000Z'); // The fifth working day.
    await giveAll(reportId, 'request-extension', 'grant-extension', 'resolve', 'publish');
    const events = await Array.fromAsync(reports.handler.history(reportId));
    const replayed = replayUnder(policies.short, await agenciesOf(fixture))(events);
    expect(replayed && clockMoves(replayed.before, replayed.after, clock.now())).toMatchObject([
      {
        clock: 'overall',
        before: { verdict: 'on-time', due: { day: '2026-03-12' } },
        after: { verdict: 'late', due: { day: '2026-03-06' } },
      },
      { clock: 'resolution', before: { verdict: 'on-time' }, after: { verdict: 'late' } },
    ]);
    await expect(give(reportId, 'request-extension')).rejects.toThrow();
  });

  it('leaves a recorded re-dating nothing to move: its calendar was there from the first day', async () => {
    const closed = compileCalendar(
      overlaid(vietnamDays, {
        compiledOn: '2026-12-01',
        sources: { storm: { what: 'storm' } },
        daysOff: [
          { date: '2026-03-03', kind: 'closure', name: 'storm', source: ['storm'], status: 'confirmed' },
        ],
      }),
    );
    const stormy = slaPolicy(huePolicyData, [closed]);
    const { reports, submit, clock } = await lifecycleFixture('2026-02-27T02:00:00.000Z');
    const reportId = await submit();
    clock.set('2026-03-04T02:00:00.000Z');
    const later = createReports({ store: reports.store, clock, policy: stormy });
    const reDate = { clock: 'overall', reason: 'storm' } as const;
    await later.reDate(reportId, reDate, { actor: system('re-dating') });
    const events = await Array.fromAsync(reports.handler.history(reportId));
    const agencies = await agencyHistory(reports.store.readAll());
    const underStorm = replayUnder(stormy, agencies)(events);
    expect(underStorm && clockMoves(underStorm.before, underStorm.after, clock.now())).toEqual([]);
    const withoutStorm = replayUnder(huePolicy, agencies)(events);
    expect(withoutStorm && clockMoves(withoutStorm.before, withoutStorm.after, clock.now())).toMatchObject([
      { clock: 'overall', before: { due: { day: '2026-03-11' } }, after: { due: { day: '2026-03-10' } } },
    ]);
  });

  it('refuses a policy that waits for an event that moves no clock', async () => {
    const { clocks } = huePolicyData;
    const odd = {
      ...huePolicyData,
      clocks: { ...clocks, verification: { ...clocks.verification, stops: ['accepted'] } },
    };
    const agencies = await agencyHistory([]);
    expect(() => replayUnder(slaPolicy(odd, calendars), agencies)).toThrow(InvalidPolicy);
    expect(() => replayUnder(huePolicy, agencies)).not.toThrow();
  });
});
