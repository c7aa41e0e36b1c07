import { describe, expect, it } from 'vitest';
import {
  CalendarNotCovered,
  compileCalendar,
  overlaid,
  vietnamCalendar,
  vietnamDays,
} from '../calendar/index.ts';
import { type RecordedEvent, timers } from '../engine/index.ts';
import { officialPolicy } from '../sla/index.ts';
import { memoryEventStore, memoryTimerIndex, people, simulatedClock } from './../testing/index.ts';
import { admin, operator, system } from './actors.ts';
import { agencyHistory, createReports, reDatingMoves, replayUnder, reportWorkflow } from './index.ts';
import { huePolicy, huePolicyData, type SlaPolicy, slaPolicy } from './policy.ts';

/** The last week of the calendar of Viet Nam: it ends on Friday, 2027-12-31. */
const lastWeek = '2027-12-28T02:00:00.000Z';

const example = reportWorkflow.commands.submit.example;
const actor = people.citizen;

const opened = (policy: SlaPolicy = huePolicy, at = lastWeek, store = memoryEventStore()) => {
  const clock = simulatedClock(at);
  return { store, clock, reports: createReports({ store, policy, clock }) };
};

/** A later version of the calendar of Viet Nam that covers 2028, with some days off of its own. */
const with2028 = (daysOff: readonly string[], compiledOn = '2028-01-02'): SlaPolicy =>
  slaPolicy(
    huePolicyData,
    [
      compileCalendar({
        ...vietnamDays,
        compiledOn,
        confirmedWindow: { ...vietnamDays.confirmedWindow, to: '2028-12-31' },
        provisionalWindow: undefined,
        daysOff: [
          ...vietnamDays.daysOff,
          ...daysOff.map((date) => ({
            date,
            kind: 'swapped-off' as const,
            name: 'New Year',
            source: ['LC2019'],
            status: 'confirmed' as const,
            knownSince: '2028-01-02',
          })),
        ],
      }),
    ],
    { formerCalendars: [vietnamCalendar()] },
  );

const clocksOf = async ({ reports }: ReturnType<typeof opened>, id: string) =>
  Object.fromEntries(
    ((await reports.handler.load(id))?.state.clocks ?? []).map(({ clock, due }) => [clock, due]),
  );

describe('when the calendar ends', () => {
  it('reports are taken and dated on projected days, which is told wherever the due is', async () => {
    const host = opened();
    const { reports } = host;
    const { reportId } = await reports.submit(example, { actor });
    expect(await clocksOf(host, reportId)).toEqual({
      // 1 January is a Saturday: the law gives Monday in lieu.
      overall: {
        day: '2028-01-07',
        at: '2028-01-07T17:00:00.000Z',
        calendar: 'vn@2026-11-23+2028',
        projected: true,
      },
      // Within the calendar nothing is another than before.
      verification: { day: '2027-12-29', at: '2027-12-29T17:00:00.000Z', calendar: 'vn@2026-11-23' },
    });
    expect(await reports.get(reportId)).toMatchObject({ dueDay: '2028-01-07', dueProjected: true });
    const explained = await reports.explain(reportId, {}, { actor });
    expect(explained).toMatchObject({
      status: 'projected',
      due: { projected: true },
      calendar: { version: 'vn@2026-11-23+2028', explainedOn: 'vn@2026-11-23+2028', inForce: null },
    });
    expect(explained.days.find(({ day }) => day === '2028-01-03')).toMatchObject({
      works: false,
      status: 'projected',
    });
  });

  it('every command that dates something goes on, for years', async () => {
    for (const at of [lastWeek, '2028-05-10T02:00:00.000Z', '2041-07-01T02:00:00.000Z']) {
      const host = opened(huePolicy, at);
      const { reports, clock } = host;
      const by = { actor: operator('o-3') };
      const agencyId = 'agency-hue-lighting';
      const officer = { actor: { kind: 'agency', id: 'officer-9', agencyId } } as const;
      await reports.agencies.register({ agencyId, name: 'Chiếu sáng', kind: 'enterprise' }, by);
      const { reportId } = await reports.submit(example, { actor });
      await reports.verify(reportId, { category: 'lighting' }, by);
      await reports.assign(reportId, { agencyId }, by);
      await reports.requestInformation(reportId, { question: 'Cột nào?', termDays: 3 }, by);
      clock.advance(4 * 86_400_000);
      await reports.provideInformation(reportId, { text: 'Cột 4' }, { actor });
      await reports.requestExtension(reportId, { workingDays: 3, reason: 'Chờ vật tư' }, officer);
      await reports.grantExtension(reportId, {}, by);
      await reports.reclassify(reportId, { procedure: 'penalty', reason: 'Có vi phạm' }, by);
      await reports.resolve(reportId, { result: 'Đã thay' }, officer);
      await reports.publish(reportId, { publicText: 'Đã sáng' }, by);
      await reports.dispute(reportId, { reason: 'Chưa sáng' }, { actor });
      await reports.upholdDispute(reportId, { reason: 'Đúng' }, by);
      const state = (await reports.handler.load(reportId))?.state;
      for (const clock of state?.clocks ?? []) {
        const { due } = clock;
        expect([due?.day, due?.projected ?? false]).toEqual([due?.day, (due?.day ?? '') > '2027-12-31']);
      }
      expect(state?.publication?.windowEnds.projected).toBe(true);
      // A replay is for figures, which guess nothing.
      const events = await Array.fromAsync(reports.handler.history(reportId));
      const replay = replayUnder(reports.handler.policy, await agencyHistory(host.store.readAll()));
      expect(() => replay(events)).toThrow(CalendarNotCovered);
    }
  });

  it('what is left of a time that ends on a projected day is marked, wherever it ends itself', async () => {
    const host = opened(huePolicy, '2027-12-21T02:00:00.000Z');
    const { reports } = host;
    const by = { actor: operator('o-3') };
    const agencyId = 'agency-hue-lighting';
    await reports.agencies.register({ agencyId, name: 'Chiếu sáng', kind: 'enterprise' }, by);
    const { reportId } = await reports.submit(example, { actor });
    // Seven working days end on 30 December; one more makes it the projected 4 January.
    expect((await clocksOf(host, reportId)).overall).toMatchObject({ day: '2027-12-30' });
    await reports.verify(reportId, { category: 'lighting' }, by);
    host.clock.advance(2 * 86_400_000);
    const { reportId: later } = await reports.submit(example, { actor });
    await reports.verify(later, { category: 'lighting' }, by);
    await reports.assign(later, { agencyId }, by);
    const clocks = await clocksOf(host, later);
    expect(clocks.overall).toMatchObject({ day: '2028-01-04', projected: true });
    expect(clocks.resolution).toMatchObject({ day: '2027-12-31', projected: true });
  });

  it('an agency works on by its own week', async () => {
    const saturdays = compileCalendar(
      overlaid(vietnamDays, { id: 'company', compiledOn: '2027-01-01', weeklyRestDays: ['Sun'] }),
    );
    const host = opened(slaPolicy(huePolicyData, [vietnamCalendar(), saturdays]), '2028-02-10T02:00:00.000Z');
    const { reports } = host;
    const by = { actor: operator('o-3') };
    const agencyId = 'agency-hue-lighting';
    await reports.agencies.register(
      { agencyId, name: 'Chiếu sáng', kind: 'enterprise', calendar: 'company' },
      by,
    );
    const { reportId } = await reports.submit(example, { actor });
    await reports.verify(reportId, { category: 'lighting' }, by);
    await reports.assign(reportId, { agencyId }, by);
    expect((await clocksOf(host, reportId)).resolution).toMatchObject({
      calendar: 'company@2027-01-01+2028',
      projected: true,
    });
    const { state } = (await reports.handler.load(reportId)) ?? {};
    // Six working days of the centre are seven or more of the company: its Saturday counts.
    expect(state?.clocks.find(({ clock }) => clock === 'resolution')?.term?.count).toBeGreaterThan(6);
  });

  it('figures, `due` and imports are refused still', async () => {
    const { reports } = opened();
    const { calendar } = reports.policy;
    expect(() => calendar.addWorkingDays('2027-12-28', 7)).toThrow('covers 2018-12-01 to 2027-12-31');
    expect(officialPolicy(reports.handler.policy).calendar).toBe(calendar);
    const importing = { actor: system('import') };
    const legacy = { system: 'other', caseId: '1', dueAt: '2028-02-01T00:00:00.000Z' };
    const imported = { ...example, channel: 'import', legacy } as const;
    const { reportId } = await reports.submit(imported, { ...importing, occurredAt: lastWeek });
    await expect(
      reports.requestInformation(reportId, { question: 'Ở đâu?' }, importing),
    ).rejects.toMatchObject({ code: 'calendar-not-covered' });
  });

  it('no day before the calendar is projected', async () => {
    const { reports } = opened(huePolicy, '2018-06-01T02:00:00.000Z');
    await expect(reports.submit(example, { actor })).rejects.toMatchObject({
      code: 'calendar-not-covered',
      details: { from: '2018-12-01', to: '2027-12-31' },
    });
  });
});

describe('when the official year comes', () => {
  const submitted = async () => {
    const before = opened();
    const { reportId } = await before.reports.submit(example, { actor });
    return { before, reportId };
  };

  /** The host restarts with another calendar, and its timers fire. */
  const restarted = async (before: ReturnType<typeof opened>, policy: SlaPolicy, at: string) => {
    const after = opened(policy, at, before.store);
    const index = memoryTimerIndex(before.store, [after.reports.handler]);
    await index.catchUp();
    const { clock } = after;
    await timers({ index, handlers: [after.reports.handler], clock }).tick();
    return after;
  };

  const reDatings = async (store: ReturnType<typeof memoryEventStore>): Promise<readonly RecordedEvent[]> =>
    (await Array.fromAsync(store.readAll())).filter(({ type }) => type === 're-dated');

  it('a due day that comes later is moved by itself, once', async () => {
    const { before, reportId } = await submitted();
    const policy = with2028(['2028-01-03', '2028-01-04']);
    const after = await restarted(before, policy, '2028-01-02T02:00:00.000Z');
    expect((await clocksOf(after, reportId)).overall).toEqual({
      day: '2028-01-10',
      at: '2028-01-10T17:00:00.000Z',
      calendar: 'vn@2028-01-02',
    });
    const [moved] = await reDatings(before.store);
    expect(moved).toMatchObject({
      metadata: { actor: { kind: 'system', id: 'timers' } },
      data: { clock: 'overall', calendar: 'vn@2028-01-02', oldDue: { projected: true } },
    });
    await restarted(before, policy, '2028-01-03T02:00:00.000Z');
    expect(await reDatings(before.store)).toHaveLength(1);
  });

  it('one that stays is projected no more', async () => {
    const { before, reportId } = await submitted();
    const after = await restarted(before, with2028(['2028-01-03']), '2028-01-02T02:00:00.000Z');
    expect((await clocksOf(after, reportId)).overall).toEqual({
      day: '2028-01-07',
      at: '2028-01-07T17:00:00.000Z',
      calendar: 'vn@2028-01-02',
    });
    expect(await after.reports.get(reportId)).toMatchObject({ dueProjected: false });
    expect(await reDatings(before.store)).toHaveLength(1);
  });

  it('one that comes earlier waits for the word of a person', async () => {
    const { before, reportId } = await submitted();
    const after = await restarted(before, with2028([]), '2028-01-02T02:00:00.000Z');
    expect((await clocksOf(after, reportId)).overall).toMatchObject({ day: '2028-01-07', projected: true });
    expect(await reDatings(before.store)).toEqual([]);
    const { reports, clock } = after;
    const state = (await reports.handler.load(reportId))?.state;
    const context = { now: clock.now(), policy: reports.handler.policy };
    expect(state && reDatingMoves(state, context)).toMatchObject([
      {
        clock: 'overall',
        direction: 'earlier',
        oldDue: { day: '2028-01-07' },
        newDue: { day: '2028-01-06' },
      },
    ]);
    const input = { clock: 'overall', reason: 'Lịch chính thức' } as const;
    await expect(reports.reDate(reportId, input, { actor: system('re-dating') })).rejects.toMatchObject({
      code: 'earlier-needs-operator',
    });
    await reports.reDate(reportId, input, { actor: admin('ad-1') });
    expect((await clocksOf(after, reportId)).overall).toEqual({
      day: '2028-01-06',
      at: '2028-01-06T17:00:00.000Z',
      calendar: 'vn@2028-01-02',
    });
  });

  it('the same calendar confirms nothing', async () => {
    const { before, reportId } = await submitted();
    const after = await restarted(before, huePolicy, '2028-01-02T02:00:00.000Z');
    expect(await reDatings(before.store)).toEqual([]);
    const input = { clock: 'overall', reason: 'x' } as const;
    await expect(after.reports.reDate(reportId, input, { actor: admin('ad-1') })).rejects.toMatchObject({
      code: 'nothing-changes',
    });
  });

  it('an old due is explained on the projection that it was counted on', async () => {
    const { before, reportId } = await submitted();
    const { reports } = opened(with2028([]), '2028-01-02T02:00:00.000Z', before.store);
    const { calendar, days } = await reports.explain(reportId, {}, { actor });
    expect(calendar).toMatchObject({
      version: 'vn@2026-11-23+2028',
      explainedOn: 'vn@2026-11-23+2028',
      inForce: { version: 'vn@2028-01-02', due: '2028-01-06' },
    });
    expect(days.at(-1)).toMatchObject({ day: '2028-01-07', counted: 7 });
  });
});
