import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueOfTerm } from '../sla/index.ts';
import { CalendarNotCovered, dayNumberOf, dayOfNumber, vietnamCalendar, vietnamDays } from './index.ts';

const calendar = vietnamCalendar();
const { from, to } = vietnamDays.window;
const [first, last] = [dayNumberOf(from), dayNumberOf(to)];
const day = fc.integer({ min: first + 7, max: last - 400 }).map(dayOfNumber);
const count = fc.integer({ min: 1, max: 120 });

/** The rule as a plain loop, day by day. */
const slowly = {
  works: (of: string): boolean => {
    if (vietnamDays.makeUpWorkingDays.includes(of)) return true;
    const weekday = new Date(`${of}T00:00:00Z`).getUTCDay();
    return !vietnamDays.weeklyRestDays.includes(weekday) && !vietnamDays.daysOff.includes(of);
  },
  add: (start: string, n: number): string => {
    let current = dayNumberOf(start);
    for (let left = n; left > 0; ) if (slowly.works(dayOfNumber(++current))) left--;
    return dayOfNumber(current);
  },
};

describe('the working calendar of Viet Nam', () => {
  it('agrees with a loop over the days, for every day of its window', () => {
    for (let number = first; number <= last - 30; number++) {
      const start = dayOfNumber(number);
      expect(calendar.isWorkingDay(start)).toBe(slowly.works(start));
      expect(calendar.addWorkingDays(start, 7)).toBe(slowly.add(start, 7));
    }
  });

  it('adds up: a and then b days are a + b days, and between counts what add added', () => {
    fc.assert(
      fc.property(day, count, count, (start, a, b) => {
        const end = calendar.addWorkingDays(start, a + b);
        expect(calendar.addWorkingDays(calendar.addWorkingDays(start, a), b)).toBe(end);
        expect(calendar.workingDaysBetween(start, end)).toBe(a + b);
        expect(calendar.addWorkingDays(end, -(a + b))).toBe(
          calendar.isWorkingDay(start) ? start : calendar.addWorkingDays(start, -1),
        );
      }),
    );
  });

  it('refuses days that it does not cover, and never guesses', () => {
    expect(() => calendar.addWorkingDays('2027-12-20', 20)).toThrow(CalendarNotCovered);
    expect(() => calendar.isWorkingDay('2018-01-01')).toThrow(CalendarNotCovered);
    expect(() => calendar.isWorkingDay('2028-01-01')).toThrow('covers 2018-12-01 to 2027-12-31');
  });

  it('knows the make-up Saturdays and the new day off', () => {
    expect(['2025-04-26', '2026-01-10', '2026-08-22'].map(calendar.isWorkingDay)).toEqual([true, true, true]);
    expect(['2026-01-02', '2026-08-31', '2026-11-24'].map(calendar.isWorkingDay)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('the due day of a term', () => {
  const week = { count: 7, unit: 'working-day' } as const;

  it('does not count the day of the event, at its first instant as at its last, on a working day as on a day off', () => {
    // Received on the make-up Saturday 26 April 2025; 30 April to 4 May are off.
    for (const instant of ['2025-04-25T17:00:00.000Z', '2025-04-26T16:59:59.999Z']) {
      expect(dueOfTerm(calendar, instant, week)).toEqual({
        day: '2025-05-09',
        at: '2025-05-09T17:00:00.000Z',
        calendar: 'vn@2026-11-23',
      });
    }
    expect(dueOfTerm(calendar, '2025-04-27T17:00:00.000Z', week).day).toBe('2025-05-12');
  });

  it('in calendar days, months and years ends on the corresponding day, rolled forward off a day off', () => {
    const start = '2026-01-31T03:00:00.000Z';
    expect(dueOfTerm(calendar, start, { count: 1, unit: 'month' }).day).toBe('2026-03-02');
    expect(dueOfTerm(calendar, start, { count: 14, unit: 'calendar-day' }).day).toBe('2026-02-23');
    expect(dueOfTerm(calendar, '2024-02-29T03:00:00.000Z', { count: 1, unit: 'year' }).day).toBe(
      '2025-02-28',
    );
  });
});
