import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CalendarNotCovered,
  calendarKnownOn,
  compileCalendar,
  dayNumberOf,
  dayOfNumber,
  InvalidCount,
  InvalidDay,
  InvalidInstant,
  overlaid,
  vietnamCalendar,
  vietnamDays,
} from './index.ts';

const calendar = vietnamCalendar();
const { from, to } = calendar.window;
const [first, last] = [dayNumberOf(from), dayNumberOf(to)];
const offDays = new Set(vietnamDays.daysOff.map(({ date }) => date));
const madeUp = new Set(vietnamDays.makeUpWorkingDays.map(({ date }) => date));

/** The rule as it is written in the data: a make-up day, or Monday to Friday and not a day off. */
const works = (day: string): boolean => {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return madeUp.has(day) || (weekday !== 0 && weekday !== 6 && !offDays.has(day));
};
const worksAt = Array.from({ length: last - first + 1 }, (_, index) => works(dayOfNumber(first + index)));

const day = fc.integer({ min: first + 7, max: last - 400 }).map(dayOfNumber);
const count = fc.integer({ min: 1, max: 120 });

describe('the working calendar of Viet Nam', () => {
  it('agrees with a loop over the days, for every day of its window and every n from 1 to 260', () => {
    const { addWorkingDays, workingDaysBetween } = calendar.numbers;
    let compared = 0;
    for (let start = first; start <= last; start++) {
      let [current, n] = [start, 0];
      while (n < 260 && current < last) {
        current++;
        if (!worksAt[current - first]) continue;
        n++;
        if (addWorkingDays(start, n) !== current || workingDaysBetween(start, current) !== n)
          expect.fail(`${dayOfNumber(start)} and ${n} working days are not ${dayOfNumber(current)}`);
        compared++;
      }
      if (n < 260) expect(() => addWorkingDays(start, n + 1)).toThrow(CalendarNotCovered);
      expect(calendar.isWorkingDay(dayOfNumber(start))).toBe(worksAt[start - first]);
    }
    expect(compared).toBeGreaterThan(700_000);
  });

  it('adds up: a and then b days are a + b days, and between counts what add added', () => {
    fc.assert(
      fc.property(day, count, count, (start, a, b) => {
        const end = calendar.addWorkingDays(start, a + b);
        expect(calendar.addWorkingDays(calendar.addWorkingDays(start, a), b)).toBe(end);
        expect(calendar.workingDaysBetween(start, end)).toBe(a + b);
        expect(calendar.workingDaysBetween(end, start)).toBe(-(a + b));
        expect(calendar.addWorkingDays(end, -(a + b))).toBe(
          calendar.isWorkingDay(start) ? start : calendar.addWorkingDays(start, -1),
        );
      }),
    );
  });

  it('is monotone: a later start never ends earlier', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 200 }), count, (start, later, n) => {
        const after = calendar.addCalendarDays(start, later);
        expect(calendar.addWorkingDays(after, n) >= calendar.addWorkingDays(start, n)).toBe(true);
      }),
    );
  });

  it('does not care with which offset an instant is written', () => {
    const instant = fc.integer({
      min: Date.parse('2019-01-01T00:00:00Z'),
      max: Date.parse('2027-11-30T00:00:00Z'),
    });
    fc.assert(
      fc.property(instant, fc.integer({ min: -12 * 60, max: 14 * 60 }), (epoch, minutes) => {
        const wall = new Date(epoch + minutes * 60_000).toISOString().slice(0, -1);
        const sign = minutes < 0 ? '-' : '+';
        const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
        const written = `${wall}${sign}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
        expect(calendar.dayOf(written)).toBe(calendar.dayOf(new Date(epoch).toISOString()));
      }),
    );
  });

  it('begins a day at the local midnight: 14 of 168 hours of a week lie on another day in UTC', () => {
    expect(calendar.dayOf('2026-11-20T16:59:59.999Z')).toBe('2026-11-20');
    expect(calendar.dayOf('2026-11-20T17:00:00.000Z')).toBe('2026-11-21');
    expect(calendar.startOf('2026-11-21')).toBe('2026-11-20T17:00:00.000Z');
  });

  it('refuses days that it does not cover, and never guesses', () => {
    expect(() => calendar.addWorkingDays('2027-12-20', 20)).toThrow(CalendarNotCovered);
    expect(() => calendar.addWorkingDays('2026-01-01', 1_000_000_000)).toThrow(CalendarNotCovered);
    expect(() => calendar.isWorkingDay('2018-01-01')).toThrow(CalendarNotCovered);
    expect(() => calendar.isWorkingDay('2028-01-01')).toThrow('covers 2018-12-01 to 2027-12-31');
    expect(() => calendar.workingDaysBetween('2027-01-01', '2028-01-01')).toThrow(CalendarNotCovered);
  });

  it('refuses a count that is none, a day that is none, and an instant without an offset', () => {
    expect(() => calendar.addWorkingDays('2026-01-05', 1.5)).toThrow(InvalidCount);
    expect(() => calendar.addWorkingDays('2026-01-05', Number.NaN)).toThrow(InvalidCount);
    expect(() => calendar.addCalendarDays('2026-01-05', 1_000_000_000)).toThrow(InvalidCount);
    for (const text of ['soon', '2026-02-30', '2026-13-01', '2026-2-3', '']) {
      expect(() => calendar.isWorkingDay(text), text).toThrow(InvalidDay);
      expect(() => calendar.addWorkingDays(text, 1), text).toThrow(InvalidDay);
      expect(() => calendar.workingDaysBetween(text, '2026-03-10'), text).toThrow(InvalidDay);
      expect(() => calendar.addCalendarDays(text, 1), text).toThrow(InvalidDay);
      expect(() => calendar.startOf(text), text).toThrow(InvalidDay);
      expect(() => calendar.describe(text), text).toThrow(InvalidDay);
    }
    expect(() => calendar.addCalendarDays('9999-12-31', 1)).toThrow(InvalidDay);
    const { numbers } = calendar;
    expect(() => numbers.addWorkingDays(20_000, 1.5)).toThrow(InvalidCount);
    expect(() => numbers.addWorkingDays(20_000.5, 1)).toThrow(InvalidDay);
    expect(() => numbers.workingDaysBetween(20_000.5, 20_010)).toThrow(InvalidDay);
    expect(() => numbers.addWorkingDays(1e12, 1)).toThrow(InvalidDay);
    for (const text of [
      '2026-01-05T10:00:00',
      '2026-01-05',
      '2026-02-30T10:00:00Z',
      '2026-01-05T24:00:00Z',
    ]) {
      expect(() => calendar.dayOf(text)).toThrow(InvalidInstant);
    }
  });

  it('tells of each day why it is worked or not, by whom, and since when that is known', () => {
    expect(calendar.describe('2026-01-02')).toEqual({
      day: '2026-01-02',
      weekday: 5,
      works: false,
      reason: 'day-off',
      kind: 'swapped-off',
      name: { en: 'day off swapped with Sat 10 Jan', vi: 'nghỉ hoán đổi với thứ Bảy 10/1' },
      source: ['12729/VPCP-KGVX (2025-12-25)'],
      knownSince: '2025-12-25',
      status: 'confirmed',
    });
    expect(calendar.describe('2026-01-10')).toMatchObject({
      works: true,
      reason: 'make-up',
      insteadOf: '2026-01-02',
    });
    expect(calendar.describe('2026-11-24')).toMatchObject({
      works: false,
      name: { vi: 'Ngày Văn hóa Việt Nam' },
      knownSince: '2026-04-24',
    });
    expect(calendar.describe('2026-11-22')).toMatchObject({ works: false, reason: 'weekly-rest' });
    expect(calendar.describe('2027-03-01')).toMatchObject({ works: true, status: 'provisional' });
  });
});

describe('a calendar as it was known on a day', () => {
  it('lacks what was announced later; both halves of a swap come and go together', () => {
    const before = compileCalendar(calendarKnownOn(vietnamDays, '2025-12-24'));
    expect(before.version).toBe('vn@2025-12-24');
    expect([before.isWorkingDay('2026-01-02'), before.isWorkingDay('2026-01-10')]).toEqual([true, false]);
    const after = compileCalendar(calendarKnownOn(vietnamDays, '2025-12-25'));
    expect([after.isWorkingDay('2026-01-02'), after.isWorkingDay('2026-01-10')]).toEqual([false, true]);
    expect(before.isWorkingDay('2026-11-24')).toBe(true);
  });

  it('keeps a day off whose make-up day it was never told', () => {
    const { daysOff } = calendarKnownOn({ ...vietnamDays, makeUpWorkingDays: [] }, '2026-11-23');
    expect(daysOff).toEqual(vietnamDays.daysOff);
  });
});

describe('a calendar laid over another', () => {
  it('works on other weekdays from a day on, closes for a storm, works on a day off', () => {
    const company = compileCalendar(
      overlaid(vietnamDays, {
        id: 'company',
        compiledOn: '2026-09-01',
        patterns: [{ from: '2026-07-01', weeklyRestDays: ['Sun'] }],
        sources: { board: { what: 'decision of the board' } },
        daysOff: [
          {
            date: '2026-10-15',
            kind: 'closure',
            name: 'storm',
            nameVi: 'bão số 9',
            source: ['board'],
            status: 'confirmed',
          },
        ],
        worked: ['2026-11-24'],
      }),
    );
    const days = ['2026-06-27', '2026-07-04', '2026-07-05', '2026-10-15', '2026-11-24'];
    expect(days.map(company.isWorkingDay)).toEqual([false, true, false, false, true]);
    expect(company.describe('2026-10-15').name?.vi).toBe('bão số 9');
    expect([company.id, company.version]).toEqual(['company', 'company@2026-09-01']);
  });
});
