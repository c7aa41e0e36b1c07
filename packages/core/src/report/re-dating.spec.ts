import { describe, expect, it } from 'vitest';
import {
  calendarKnownOn,
  compileCalendar,
  overlaid,
  vietnamCalendar,
  vietnamDays,
} from '../calendar/index.ts';
import { verdictsOf } from '../sla/index.ts';
import { lifecycleFixture, people } from './../testing/index.ts';
import { admin, createReports, operator, type Reports, reDatingMoves, system } from './index.ts';
import { huePolicyData, slaPolicy } from './policy.ts';

const knownBefore = compileCalendar(calendarKnownOn(vietnamDays, '2025-12-24'));
const before = slaPolicy(huePolicyData, [knownBefore]);
const after = slaPolicy(huePolicyData, [vietnamCalendar()], { formerCalendars: [knownBefore] });

/** Reports of the end of 2025, and the same log under the calendar that knows of 2 January and 10 January 2026. */
const announcedLate = async () => {
  const lifecycle = await lifecycleFixture('2025-12-22T02:00:00.000Z', { policy: before });
  const { reports, clock, submit, giveAll } = lifecycle;
  const ids: string[] = [];
  for (const day of ['2025-12-22', '2025-12-23', '2025-12-24', '2025-12-29']) {
    clock.set(`${day}T02:00:00.000Z`);
    ids.push(await submit());
  }
  await giveAll(ids[0] ?? '', 'verify', 'assign', 'resolve', 'publish');
  clock.set('2025-12-30T02:00:00.000Z');
  const later = createReports({ store: reports.store, clock, policy: after });
  const movesOf = async (of: Reports, id: string) => {
    const subject = await of.handler.load(id);
    return subject === undefined ? [] : reDatingMoves(subject.state, { now: clock.now(), policy: of.policy });
  };
  return { ...lifecycle, ids, later, movesOf };
};

describe('a day off that is announced late', () => {
  it('moves open due days, each told before it is done, and never a closed one', async () => {
    const { ids, later, movesOf } = await announcedLate();
    const moves = await Promise.all(ids.map((id) => movesOf(later, id)));
    expect(
      moves.map((of) =>
        of.map(({ clock, oldDue, newDue, direction, late }) => [
          clock,
          oldDue.day,
          newDue.day,
          direction,
          late,
        ]),
      ),
    ).toEqual([
      [],
      [['overall', '2026-01-02', '2026-01-05', 'later', false]],
      [['overall', '2026-01-05', '2026-01-06', 'later', false]],
      [['overall', '2026-01-08', '2026-01-09', 'later', false]],
    ]);
    await later.reDate(
      ids[1] ?? '',
      { clock: 'overall', reason: '12729/VPCP-KGVX' },
      { actor: system('re-dating') },
    );
    expect(await movesOf(later, ids[1] ?? '')).toEqual([]);
    const explained = await later.explain(ids[1] ?? '', {}, { actor: operator('o-3') });
    expect(explained.reDatings).toEqual([
      {
        at: '2025-12-30T02:00:00.000Z',
        event: 're-dated',
        from: '2026-01-02',
        to: '2026-01-05',
        term: { count: 7, unit: 'working-day' },
        calendar: 'vn@2026-11-23',
        reason: '12729/VPCP-KGVX',
      },
    ]);
    expect(explained.days.find(({ day }) => day === '2026-01-02')).toMatchObject({ role: 'skipped' });
  });

  it('moves a day earlier on an operator’s word only', async () => {
    const { clock, submit, later, movesOf } = await announcedLate();
    clock.set('2026-01-02T18:00:00.000Z');
    const id = await submit();
    expect(await movesOf(later, id)).toMatchObject([
      {
        clock: 'overall',
        direction: 'earlier',
        oldDue: { day: '2026-01-13' },
        newDue: { day: '2026-01-12' },
      },
    ]);
    const reDate = (actor: typeof people.operator) =>
      later.handler.execute(id, 're-date', { clock: 'overall', reason: 'x' }, { actor });
    await expect(reDate(system('re-dating'))).rejects.toMatchObject({ code: 'earlier-needs-operator' });
    await reDate(admin('ad-1'));
    expect(await movesOf(later, id)).toEqual([]);
  });

  it('makes no late clock on time', async () => {
    const { clock, ids, later } = await announcedLate();
    const id = ids[1] ?? '';
    clock.set('2026-01-04T02:00:00.000Z');
    await later.reDate(id, { clock: 'overall', reason: 'x' }, { actor: admin('ad-1') });
    const { state } = (await later.handler.load(id)) ?? {};
    const [overall] = state?.clocks ?? [];
    expect(overall?.due?.day).toBe('2026-01-05');
    expect(overall && verdictsOf(overall, clock.now())?.verdict).toBe('overdue');
    await expect(
      later.reDate(id, { clock: 'overall', reason: 'x' }, { actor: admin('ad-1') }),
    ).rejects.toMatchObject({
      code: 'nothing-changes',
    });
  });

  it('is refused on a calendar that is older than the one of the due day', async () => {
    const { reports, later, movesOf } = await announcedLate();
    const { reportId } = await later.submit(
      { text: 'x', location: { lat: 16.46, lng: 107.59 } },
      { actor: people.citizen },
    );
    expect(await movesOf(reports, reportId)).toEqual([]);
    await expect(
      reports.reDate(reportId, { clock: 'overall', reason: 'x' }, { actor: admin('ad-1') }),
    ).rejects.toMatchObject({ code: 'calendar-older' });
  });
});

describe('an agency with a calendar of its own', () => {
  const saturdays = compileCalendar(
    overlaid(vietnamDays, { id: 'company', compiledOn: '2026-01-01', weeklyRestDays: ['Sun'] }),
  );
  const policy = slaPolicy(huePolicyData, [vietnamCalendar(), saturdays]);

  it('has its Saturdays counted, ends before the day that is kept for the approval, and the centre its own days', async () => {
    const { reports, submit, give, state } = await lifecycleFixture('2026-06-10T02:00:00.000Z', { policy });
    await reports.agencies.register(
      { agencyId: 'agency-company', name: 'Công ty', kind: 'enterprise', calendar: 'company' },
      { actor: people.operator },
    );
    const id = await submit();
    await give(id, 'verify');
    await give(id, 'assign', { agencyId: 'agency-company' });
    const [overall, , resolution] = (await state(id)).clocks;
    expect([overall?.due?.day, overall?.due?.calendar]).toEqual(['2026-06-19', 'vn@2026-11-23']);
    // Thursday 11, Friday 12, Saturday 13, Monday 15 to Thursday 18.
    expect(resolution).toMatchObject({
      term: { count: 7, unit: 'working-day' },
      due: { day: '2026-06-18', calendar: 'company@2026-01-01' },
    });
    await give(id, 'request-information', { question: 'x', termDays: 3 });
    expect((await state(id)).clocks[2]?.unanswered).toMatchObject({
      due: { calendar: 'company@2026-01-01' },
    });
  });

  it('changes to it from a day on: clocks that run keep theirs', async () => {
    const { reports, clock, submit, give, state } = await lifecycleFixture('2026-06-10T02:00:00.000Z', {
      policy,
    });
    const set = (calendar: string, from?: string) =>
      reports.agencies.setCalendar(
        'agency-hue-lighting',
        { calendar, ...(from && { from }) },
        { actor: people.operator },
      );
    await set('company', '2026-06-15');
    const dueCalendars = async () => {
      const id = await submit();
      await give(id, 'verify');
      await give(id, 'assign');
      return (await state(id)).clocks.at(-1)?.due?.calendar;
    };
    expect(await dueCalendars()).toBe('vn@2026-11-23');
    clock.set('2026-06-15T02:00:00.000Z');
    expect(await dueCalendars()).toBe('company@2026-01-01');
    await expect(set('company')).rejects.toMatchObject({ code: 'calendar-in-use' });
    await expect(set('mars')).rejects.toMatchObject({ code: 'calendar-unknown' });
    await set('vn');
    expect(await dueCalendars()).toBe('vn@2026-11-23');
  });

  it('is refused, not guessed, when the policy no longer has its calendar', async () => {
    const { reports, clock, submit, give } = await lifecycleFixture('2026-06-10T02:00:00.000Z', { policy });
    const actor = people.operator;
    await reports.agencies.setCalendar('agency-hue-lighting', { calendar: 'company' }, { actor });
    const id = await submit();
    await give(id, 'verify');
    const without = createReports({
      store: reports.store,
      clock,
      policy: slaPolicy(huePolicyData, [vietnamCalendar()]),
    });
    await expect(without.assign(id, { agencyId: 'agency-hue-lighting' }, { actor })).rejects.toMatchObject({
      code: 'unknown-calendar',
    });
  });
});

describe('traps of pauses and extensions', () => {
  const start = '2026-10-05T02:00:00.000Z';

  it('an extension asked for during a pause is not too late, though the old due day has passed', async () => {
    const { clock, submit, give, giveAll, state } = await lifecycleFixture(start);
    const id = await submit();
    await giveAll(id, 'verify', 'assign');
    clock.set('2026-10-13T02:00:00.000Z');
    await give(id, 'request-information', { question: 'x', termDays: 5 });
    clock.set('2026-10-16T02:00:00.000Z');
    await give(id, 'request-extension', { workingDays: 2, reason: 'x' });
    expect((await state(id)).pendingExtension?.afterDue).toBe(false);
    await give(id, 'grant-extension', {});
    clock.set('2026-10-19T02:00:00.000Z');
    await give(id, 'provide-information');
    const [overall] = (await state(id)).clocks;
    // Due 14 October; 14, 15, 16 given back; two days more.
    expect([overall?.givenBack, overall?.originalDue?.day, overall?.due?.day]).toEqual([
      3,
      '2026-10-19',
      '2026-10-21',
    ]);
    expect(overall && verdictsOf(overall, clock.now())).toMatchObject({
      verdict: 'open',
      againstOriginal: 'open',
    });
  });

  it('two pauses on one day give nothing back, a pause that begins on a day off gives its working days', async () => {
    const { clock, submit, give, state } = await lifecycleFixture(start);
    const id = await submit();
    for (const hour of ['03', '05']) {
      clock.set(`2026-10-06T${hour}:00:00.000Z`);
      await give(id, 'request-information');
      clock.set(`2026-10-06T${hour}:30:00.000Z`);
      await give(id, 'provide-information');
    }
    expect((await state(id)).clocks[0]).toMatchObject({ givenBack: 0, due: { day: '2026-10-14' } });
    clock.set('2026-10-10T03:00:00.000Z');
    await give(id, 'request-information');
    clock.set('2026-10-13T03:00:00.000Z');
    await give(id, 'provide-information');
    // Asked on Saturday, answered on Tuesday: Monday is given back.
    expect((await state(id)).clocks[0]).toMatchObject({ givenBack: 1, due: { day: '2026-10-15' } });
  });

  it('a pause after the original due day has passed does not move it: waiting cures no lateness', async () => {
    const { clock, submit, give, giveAll, state } = await lifecycleFixture(start);
    const id = await submit();
    await giveAll(id, 'verify', 'assign');
    await give(id, 'request-extension', { workingDays: 5, reason: 'x' });
    await give(id, 'grant-extension', {});
    clock.set('2026-10-15T02:00:00.000Z');
    await give(id, 'request-information');
    clock.set('2026-10-19T02:00:00.000Z');
    await give(id, 'provide-information');
    const [overall] = (await state(id)).clocks;
    expect([overall?.originalDue?.day, overall?.due?.day]).toEqual(['2026-10-14', '2026-10-22']);
  });

  it('a clock that starts while the citizen is waited for starts paused', async () => {
    const { clock, submit, give, giveAll, state } = await lifecycleFixture(start);
    const id = await submit();
    await give(id, 'request-information', { question: 'x', termDays: 5 });
    await giveAll(id, 'verify', 'assign');
    const paused = (await state(id)).clocks
      .filter(({ pausedAt }) => pausedAt !== null)
      .map(({ clock: name }) => name);
    expect(paused).toEqual(['overall', 'resolution']);
    clock.set('2026-10-08T02:00:00.000Z');
    await give(id, 'provide-information');
    expect((await state(id)).clocks.map(({ clock: name, givenBack }) => [name, givenBack])).toEqual([
      ['overall', 2],
      ['verification', 0],
      ['resolution', 2],
    ]);
  });

  it('a category may have its own term, the procedure goes before it, and lateness is not reclassified away', async () => {
    const { clocks } = huePolicyData;
    const policy = slaPolicy(
      {
        ...huePolicyData,
        clocks: {
          ...clocks,
          overall: {
            ...clocks.overall,
            term: {
              term: { count: 7, unit: 'working-day' },
              byCategory: { roads: { count: 20, unit: 'calendar-day' } },
              byProcedure: { penalty: { count: 1, unit: 'month' } },
            },
          },
        },
      },
      [vietnamCalendar()],
    );
    const { clock, submit, give, state } = await lifecycleFixture(start, { policy });
    const id = await submit();
    await give(id, 'verify', { category: 'roads' });
    expect((await state(id)).clocks[0]).toMatchObject({
      term: { count: 20, unit: 'calendar-day' },
      due: { day: '2026-10-26' },
    });
    await give(id, 'reclassify', { procedure: 'penalty', reason: 'x' });
    expect((await state(id)).clocks[0]?.due?.day).toBe('2026-11-05');
    await give(id, 'reclassify', { procedure: 'ordinary', category: 'lighting', reason: 'x' });
    expect((await state(id)).clocks[0]?.due?.day).toBe('2026-10-14');
    clock.set('2026-10-15T02:00:00.000Z');
    await give(id, 'reclassify', { procedure: 'penalty', reason: 'x' });
    const [overall] = (await state(id)).clocks;
    expect(overall?.due?.day).toBe('2026-11-05');
    expect(overall && verdictsOf(overall, clock.now())?.verdict).toBe('overdue');
  });

  it('a term in calendar days gets calendar days back', async () => {
    const { clocks } = huePolicyData;
    const policy = slaPolicy(
      {
        ...huePolicyData,
        clocks: {
          ...clocks,
          overall: { ...clocks.overall, term: { term: { count: 10, unit: 'calendar-day' } } },
        },
      },
      [vietnamCalendar()],
    );
    const { clock, reports, submit, give } = await lifecycleFixture(start, { policy });
    const id = await submit();
    clock.set('2026-10-09T02:00:00.000Z');
    await give(id, 'request-information', { question: 'x', termDays: 9 });
    clock.set('2026-10-13T02:00:00.000Z');
    await give(id, 'provide-information');
    const explained = await reports.explain(id, {}, { actor: operator('o-3') });
    // 15 October and the 10th, 11th and 12th: the 18th is a Sunday.
    expect(explained.due?.day).toBe('2026-10-19');
    expect(
      explained.days.map(({ day, role, counted }) => `${day.slice(8)} ${counted ?? role}`).join(', '),
    ).toBe(
      '05 start, 06 1, 07 2, 08 3, 09 4, 10 paused, 11 paused, 12 paused, 13 5, 14 6, 15 7, 16 8, 17 9, 18 10, 19 rolled',
    );
  });

  it('a receipt on a day off is deemed received on the next working day where the policy says so', async () => {
    const deemed = slaPolicy({ ...huePolicyData, receiptOnDayOff: 'deemed-next-working-day' }, [
      vietnamCalendar(),
    ]);
    const { reports, submit } = await lifecycleFixture('2026-10-10T02:00:00.000Z', { policy: deemed });
    const id = await submit();
    const explained = await reports.explain(id, {}, { actor: operator('o-3') });
    expect([explained.receipt, explained.startDay, explained.due?.day]).toEqual([
      'deemed-next-working-day',
      '2026-10-12',
      '2026-10-21',
    ]);
    const usual = await lifecycleFixture('2026-10-10T02:00:00.000Z');
    const [overall] = (await usual.state(await usual.submit())).clocks;
    expect(overall?.due?.day).toBe('2026-10-20');
  });
});
