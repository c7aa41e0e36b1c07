import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coveredDays, minutesPerDay, type TimeOff } from './covered-days.ts';
import { dayNumberOf, dayOfNumber } from './local-day.ts';

const start = dayNumberOf('2026-12-24') * minutesPerDay;
const time = (from: number, to: number, name = 'Off'): TimeOff => ({
  from: start + from * 60,
  to: start + to * 60,
  name,
});

describe('the days that times off cover', () => {
  it('are whole for a day, a substitute beside it, and every day of several', () => {
    expect(coveredDays([time(0, 24, 'Eve'), time(48, 72, 'Substitute')])).toEqual([
      { day: '2026-12-24', whole: true, name: 'Eve' },
      { day: '2026-12-26', whole: true, name: 'Substitute' },
    ]);
    expect(coveredDays([time(0, 72)]).map(({ day, whole }) => [day, whole])).toEqual([
      ['2026-12-24', true],
      ['2026-12-25', true],
      ['2026-12-26', true],
    ]);
  });

  it('are parts from an evening to midnight, and before and after whole ones', () => {
    expect(coveredDays([time(18, 24, 'Eve')])).toEqual([
      { day: '2026-12-24', whole: false, parts: [{ from: 1_080, to: 1_440, name: 'Eve' }] },
    ]);
    expect(coveredDays([time(13, 60)]).map(({ day, whole }) => [day, whole])).toEqual([
      ['2026-12-24', false],
      ['2026-12-25', true],
      ['2026-12-26', false],
    ]);
  });

  it('are whole when parts cover them together, by the names of all', () => {
    const whole = { day: '2026-12-24', whole: true, name: 'Morning / Afternoon' };
    expect(coveredDays([time(12, 24, 'Afternoon'), time(0, 12, 'Morning')])).toEqual([whole]);
    expect(coveredDays([time(0, 14, 'Morning'), time(9, 24, 'Afternoon')])).toEqual([whole]);
    expect(coveredDays([time(12, 24, 'Afternoon'), time(0, 24, 'Eve')])).toEqual([{ ...whole, name: 'Eve' }]);
    const gap = coveredDays([time(0, 11, 'Morning'), time(12, 24, 'Afternoon')]);
    expect(gap).toMatchObject([{ whole: false, parts: [{ to: 660 }, { from: 720 }] }]);
  });

  it('are what marking every minute gives', () => {
    const times = fc.array(
      fc.record({
        from: fc.integer({ min: 0, max: 5_000 }),
        length: fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.constantFrom(720, 1_440, 2_880)),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(times, (given) => {
        const marked = new Set<number>();
        for (const { from, length } of given)
          for (let minute = from; minute < from + length; minute++) marked.add(minute);
        const covered = coveredDays(
          given.map(({ from, length }) => ({ from, to: from + length, name: 'x' })),
        );
        const days = [...new Set([...marked].map((minute) => Math.floor(minute / minutesPerDay)))].sort(
          (a, b) => a - b,
        );
        expect(covered.map(({ day }) => day)).toEqual(days.map(dayOfNumber));
        for (const one of covered) {
          const first = dayNumberOf(one.day) * minutesPerDay;
          const own = [...marked].filter((minute) => minute >= first && minute < first + minutesPerDay);
          expect(one.whole).toBe(own.length === minutesPerDay);
          const minutes = one.whole
            ? minutesPerDay
            : one.parts.reduce((sum, { from, to }) => sum + to - from, 0);
          expect(minutes).toBe(own.length);
        }
      }),
    );
  });
});
