import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueOfWorkingHours } from '../sla/index.ts';
import {
  type CalendarData,
  CalendarNotCovered,
  compileCalendar,
  dayOfNumber,
  lastProjectedYear,
  officialOf,
  projecting,
  vietnamCalendar,
  vietnamDays,
} from './index.ts';

const official = vietnamCalendar();
const calendar = projecting(official);
const dayBetween = (from: number, to: number) => fc.integer({ min: from, max: to }).map(dayOfNumber);
/** 2018-12-01 to 2027-12-31. */
const covered = dayBetween(17_866, 21_183);

describe('a calendar that is projected for commands', () => {
  it('says of the days that are covered what the calendar says', () => {
    fc.assert(
      fc.property(covered, covered, fc.integer({ min: -500, max: 500 }), (day, other, n) => {
        for (const question of [
          (of: typeof calendar) => of.isWorkingDay(day),
          (of: typeof calendar) => of.workingDaysBetween(day, other),
          (of: typeof calendar) => of.describe(day),
          (of: typeof calendar) => of.onOrAfter(day),
          (of: typeof calendar) => of.sessionsOf(day),
          (of: typeof calendar) => of.versionOn(day),
          (of: typeof calendar) => of.addWorkingDays(day, n),
        ]) {
          try {
            const answer = question(official);
            expect(question(calendar)).toEqual(answer);
          } catch (error) {
            if (!(error instanceof CalendarNotCovered)) throw error;
          }
        }
      }),
    );
  });

  it('goes on as if the window were longer: what is added is what is counted, and nothing goes backwards', () => {
    fc.assert(
      fc.property(covered, fc.integer({ min: 1, max: 2_000 }), (day, n) => {
        const end = calendar.addWorkingDays(day, n);
        expect(calendar.workingDaysBetween(day, end)).toBe(n);
        expect(calendar.isWorkingDay(end)).toBe(true);
        expect(calendar.addWorkingDays(end, 1) > end).toBe(true);
        expect(calendar.isProjected(end)).toBe(end > '2027-12-31');
        expect(calendar.versionOn(end)).toBe(
          end > '2027-12-31' ? `vn@2026-11-23+${end.slice(0, 4)}` : 'vn@2026-11-23',
        );
      }),
    );
  });

  it('has the days off that the law and the moon give, and fixed ones where the moon is not known', () => {
    const asked = vietnamCalendar({ projectedTo: lastProjectedYear });
    fc.assert(
      fc.property(dayBetween(21_184, 24_105), (day) => {
        expect(calendar.describe(day)).toEqual(asked.describe(day));
      }),
    );
    const days = ['2040-01-02', '2040-04-30', '2040-05-01', '2040-05-02', '2040-09-02', '2080-12-31'];
    expect(days.map((day) => [day, calendar.isWorkingDay(day)])).toEqual([
      ['2040-01-02', true],
      ['2040-04-30', false],
      ['2040-05-01', false],
      ['2040-05-02', true],
      ['2040-09-02', false],
      ['2080-12-31', true],
    ]);
  });

  it('knows no more than the calendar of what lies before it', () => {
    const error = expect.objectContaining({
      code: 'calendar-not-covered',
      details: expect.objectContaining({ calendar: 'vn@2026-11-23', to: '2027-12-31' }),
    });
    expect(() => calendar.isWorkingDay('2018-11-30')).toThrow(error);
    expect(() => calendar.workingDaysBetween('2018-11-30', '2028-03-01')).toThrow(CalendarNotCovered);
  });

  it('is one and the same, and leads back to the calendar', () => {
    expect(projecting(official)).toBe(calendar);
    expect(projecting(calendar)).toBe(calendar);
    expect([officialOf(calendar), officialOf(official)]).toEqual([official, official]);
  });

  it('counts working hours on beyond the end', () => {
    const due = dueOfWorkingHours(calendar, '2027-12-31T09:30:00.000Z', { count: 2, unit: 'working-hour' });
    // An hour is left on Friday, 31 December; Monday is off in lieu of New Year.
    expect(due).toBe('2028-01-04T02:00:00.000Z');
    expect(calendar.isProjected(calendar.dayOf(due))).toBe(true);
    const hours = { count: 2, unit: 'working-hour' } as const;
    expect(() => dueOfWorkingHours(official, '2027-12-31T09:30:00.000Z', hours)).toThrow(CalendarNotCovered);
  });
});

describe('a calendar of a place whose law is not known here', () => {
  const off = (date: string, kind: CalendarData['daysOff'][number]['kind'] = 'statutory') => ({
    date,
    kind,
    name: 'Off',
    source: [],
    status: 'confirmed' as const,
  });
  const place = (to: string, daysOff: CalendarData['daysOff']) =>
    projecting(
      compileCalendar({
        ...vietnamDays,
        country: 'DE',
        id: 'de',
        timezone: 'Europe/Berlin',
        confirmedWindow: { from: '2025-01-01', to },
        provisionalWindow: undefined,
        makeUpWorkingDays: [],
        daysOff,
      }),
    );

  it('goes on with the dates that were off every year, and with its week', () => {
    const berlin = place('2026-12-31', [
      off('2025-05-01'),
      off('2026-05-01'),
      off('2025-04-18'),
      off('2026-04-03'),
      off('2025-10-31', 'closure'),
      off('2026-10-31', 'closure'),
    ]);
    const days = ['2029-05-01', '2029-04-18', '2029-04-03', '2029-10-31', '2029-10-27'];
    expect(days.map((day) => berlin.isWorkingDay(day))).toEqual([false, true, true, true, false]);
    expect(berlin.describe('2029-05-01')).toMatchObject({ status: 'projected', reason: 'day-off' });
  });

  it('begins in the middle of a year where the calendar ends there', () => {
    const berlin = place('2027-06-30', [off('2025-10-03'), off('2026-10-03'), off('2025-05-01')]);
    expect(berlin.isWorkingDay('2028-10-03')).toBe(false);
    expect(berlin.describe('2027-07-01')).toMatchObject({ works: true, status: 'projected' });
    expect(berlin.describe('2027-06-30')).toMatchObject({ works: true, status: 'confirmed' });
  });

  it('makes nothing of a single year', () => {
    const berlin = place('2025-12-31', [off('2025-05-01')]);
    expect(berlin.isWorkingDay('2029-05-01')).toBe(true);
  });
});
