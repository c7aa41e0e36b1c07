import { describe, expect, it } from 'vitest';
import { calendarKnownOn, compileCalendar, vietnamCalendar, vietnamDays } from '../calendar/index.ts';
import { lifecycleFixture } from './../testing/index.ts';
import { explanationText } from './clock-words.ts';
import { auditor, citizen, createReports, operator } from './index.ts';
import { huePolicyData, slaPolicy } from './policy.ts';

const example = { text: 'Đèn đường hỏng', location: { lat: 16.46, lng: 107.59 } };
const startingAt = async (instant: string, policy?: ReturnType<typeof slaPolicy>) => {
  const fixture = await lifecycleFixture(instant, policy === undefined ? {} : { policy });
  return { ...fixture, reportId: await fixture.submit(example) };
};

describe('the explanation of a deadline', () => {
  it('names every day over Tet 2026 with its holiday and source, and counts seven', async () => {
    const { reports, reportId } = await startingAt('2026-02-12T02:00:00.000Z');
    const explained = await reports.explain(reportId, {}, { actor: auditor('a') });
    expect(explained.due?.day).toBe('2026-03-02');
    const told = explained.days.map(
      ({ day, role, counted, name }) => `${day} ${role} ${counted ?? name?.vi ?? '–'}`,
    );
    expect(told.slice(0, 8)).toEqual([
      '2026-02-12 start –',
      '2026-02-13 counted 1',
      '2026-02-14 skipped –',
      '2026-02-15 skipped –',
      '2026-02-16 skipped Tết Nguyên đán, 29 tháng Chạp',
      '2026-02-17 skipped Tết Nguyên đán, mùng 1',
      '2026-02-18 skipped Tết Nguyên đán, mùng 2',
      '2026-02-19 skipped Tết Nguyên đán, mùng 3',
    ]);
    expect(explained.days.at(-1)).toMatchObject({ day: '2026-03-02', role: 'counted', counted: 7 });
    expect(
      explained.days.filter(({ reason }) => reason === 'day-off').every(({ source }) => source.length > 0),
    ).toBe(true);
    expect(explained.calendar).toMatchObject({
      version: 'vn@2026-11-23',
      explainedOn: 'vn@2026-11-23',
      inForce: null,
    });
  });

  it('counts a make-up Saturday', async () => {
    const { reports, reportId } = await startingAt('2026-08-20T02:00:00.000Z');
    const { days, due } = await reports.explain(reportId, {}, { actor: auditor('a') });
    expect(days.find(({ day }) => day === '2026-08-22')).toMatchObject({
      role: 'counted',
      counted: 2,
      reason: 'make-up',
      insteadOf: '2026-08-31',
    });
    expect(due?.day).toBe('2026-08-28');
  });

  it('gives back the working days of a pause over a weekend, and adds the extension after the due day', async () => {
    const { reports, clock, give, reportId } = await startingAt('2026-10-05T02:00:00.000Z');
    await give(reportId, 'verify');
    await give(reportId, 'assign');
    clock.set('2026-10-08T09:00:00.000Z');
    await give(reportId, 'request-information');
    clock.set('2026-10-13T02:00:00.000Z');
    await give(reportId, 'provide-information');
    await give(reportId, 'request-extension', { workingDays: 2, reason: 'Chờ vật tư' });
    await give(reportId, 'grant-extension', { reason: 'Đồng ý' });
    const explained = await reports.explain(reportId, {}, { actor: auditor('a') });
    const byDay = new Map(
      explained.days.map(({ day, role, counted, part }) => [day, `${role} ${counted} ${part}`]),
    );
    expect(['2026-10-09', '2026-10-10', '2026-10-12', '2026-10-13'].map((day) => byDay.get(day))).toEqual([
      'paused null term',
      'skipped null term',
      'paused null term',
      'counted 4 term',
    ]);
    expect(explained.pauses).toMatchObject([{ givenBack: 2 }]);
    expect([explained.originalDue?.day, byDay.get('2026-10-16')]).toEqual(['2026-10-16', 'counted 7 term']);
    expect([explained.due?.day, byDay.get('2026-10-20')]).toEqual(['2026-10-20', 'counted 2 extension']);
    expect(explained.extensions).toMatchObject([
      { workingDays: 2, from: '2026-10-16', to: '2026-10-20', reason: 'Đồng ý' },
    ]);
    const [vi, en] = (['vi', 'en'] as const).map((language) =>
      explanationText(explained, language).join('\n'),
    );
    expect(en).toContain('late from 2026-10-21T00:00:00+07:00 on');
    expect(en).toContain('2 whole days strictly between given back');
    expect(vi).toContain('Gia hạn lúc 2026-10-13T09:00:00+07:00 thêm 2 ngày làm việc');
    expect(vi).toContain('bù lại 2 ngày');
  });

  it('skips 24 November since 2026', async () => {
    const { reports, reportId } = await startingAt('2026-11-20T02:00:00.000Z');
    const { days } = await reports.explain(reportId, {}, { actor: auditor('a') });
    expect(days.find(({ day }) => day === '2026-11-24')).toMatchObject({
      role: 'skipped',
      name: { en: 'Vietnam Culture Day' },
      source: ['28/2026/QH16', '10065/VPCP-KGVX (2026-10-02)'],
    });
  });

  it('tells the past: what had happened, and what was known', async () => {
    const { reports, clock, give, reportId } = await startingAt('2026-10-05T02:00:00.000Z');
    await give(reportId, 'verify');
    await give(reportId, 'assign');
    clock.set('2026-10-08T02:00:00.000Z');
    await give(reportId, 'request-extension', { workingDays: 5, reason: 'x' });
    await give(reportId, 'grant-extension');
    clock.set('2026-10-16T02:00:00.000Z');
    await give(reportId, 'resolve');
    await give(reportId, 'publish');
    const at = (query: { asOf?: string; knownAt?: string }) =>
      reports.explain(reportId, query, { actor: auditor('a') });
    expect((await at({})).verdicts).toMatchObject({ verdict: 'on-time-extended', againstOriginal: 'late' });
    expect((await at({ asOf: '2026-10-15T00:00:00.000Z' })).verdicts).toMatchObject({
      verdict: 'open',
      againstOriginal: 'overdue',
    });
    expect((await at({ asOf: '2026-10-07T00:00:00.000Z' })).extensions).toEqual([]);
    expect(await at({ knownAt: '2026-10-07T00:00:00.000Z' })).toMatchObject({
      asOf: '2026-10-07T00:00:00.000Z',
      verdicts: { verdict: 'open' },
      due: { day: '2026-10-14' },
    });
    await expect(at({ asOf: '2026-10-01T00:00:00.000Z' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('tells a deadline after a revision, judged when that happened', async () => {
    const { reports, clock, giveAll, reportId } = await startingAt('2026-10-05T02:00:00.000Z');
    await giveAll(reportId, 'verify', 'assign');
    clock.set('2026-10-08T02:00:00.000Z');
    await giveAll(reportId, 'request-extension', 'grant-extension');
    clock.set('2026-11-30T02:00:00.000Z');
    await giveAll(reportId, 'resolve');
    const of = (revision: number, query: object = {}) =>
      reports.explain(reportId, { revision, ...query }, { actor: auditor('a') });
    const state = async (revision: number) => {
      const { clocks } = await reports.get(reportId, { revision, actor: auditor('a') });
      return clocks;
    };
    for (const revision of [0, 2, 4, 5]) {
      const { asOf, verdicts, due } = await of(revision);
      expect([asOf, verdicts?.verdict, due?.day]).toEqual(
        [
          ['2026-10-05T02:00:00.000Z', 'open', '2026-10-14'],
          ['2026-10-05T02:00:00.000Z', 'open', '2026-10-14'],
          ['2026-10-08T02:00:00.000Z', 'open', '2026-10-16'],
          ['2026-11-30T02:00:00.000Z', 'overdue', '2026-10-16'],
        ][[0, 2, 4, 5].indexOf(revision)],
      );
      expect(await state(revision)).toContainEqual(
        expect.objectContaining({ clock: 'overall', verdict: verdicts?.verdict }),
      );
    }
    expect((await of(2, { clock: 'resolution' })).extensions).toEqual([]);
    await expect(of(1, { clock: 'resolution' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(of(6)).rejects.toMatchObject({ code: 'not-found' });
    await expect(of(-1)).rejects.toMatchObject({ code: 'invalid-query' });
    const both = of(1, { asOf: '2026-10-06T00:00:00.000Z' });
    await expect(both).rejects.toThrow('either revision or asOf, not both');
  });

  it('tells an old due day on the calendar that made it, and what the one in force would give', async () => {
    const then = compileCalendar(calendarKnownOn(vietnamDays, '2025-12-24'));
    const { reports, reportId, clock } = await startingAt(
      '2025-12-24T02:00:00.000Z',
      slaPolicy(huePolicyData, [then]),
    );
    const before = await reports.explain(reportId, {}, { actor: auditor('a') });
    expect(before.due).toMatchObject({ day: '2026-01-05', calendar: 'vn@2025-12-24' });
    const later = createReports({
      store: reports.store,
      clock,
      policy: slaPolicy(huePolicyData, [vietnamCalendar()], { formerCalendars: [then] }),
    });
    const after = await later.explain(reportId, {}, { actor: auditor('a') });
    expect(after.due).toEqual(before.due);
    expect(after.days).toEqual(before.days);
    expect(after.calendar).toMatchObject({
      version: 'vn@2025-12-24',
      explainedOn: 'vn@2025-12-24',
      inForce: { version: 'vn@2026-11-23', due: '2026-01-06' },
    });
    expect(explanationText(after, 'en').join('\n')).toContain('would give 2026-01-06');
  });

  it('is for those who may see the clocks; reasons are for those who may read them', async () => {
    const { reports, give, reportId } = await startingAt('2026-10-05T02:00:00.000Z');
    await give(reportId, 'verify');
    await give(reportId, 'reclassify', { procedure: 'penalty', reason: 'Nội bộ' });
    const reasonFor = async (actor: ReturnType<typeof auditor>) =>
      (await reports.explain(reportId, {}, { actor })).reDatings[0]?.reason;
    expect(await reasonFor(operator('o-3'))).toBe('Nội bộ');
    expect(await reasonFor(citizen('c-17'))).toBeNull();
    await expect(reports.explain(reportId, {}, { actor: citizen('c-18') })).rejects.toMatchObject({
      code: 'not-found',
    });
    await give(reportId, 'assign');
    await give(reportId, 'resolve');
    await give(reportId, 'publish');
    await expect(reports.explain(reportId, {}, { actor: undefined })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(
      reports.explain(reportId, { clock: 'dispute' }, { actor: auditor('a') }),
    ).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
