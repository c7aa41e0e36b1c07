import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCalendar, overlaid, vietnamCalendar, vietnamDays } from '../calendar/index.ts';
import { dueOfWorkingHours } from './working-hours.ts';

const vn = vietnamCalendar();
const hours = (count: number) => ({ count, unit: 'working-hour' }) as const;
const due = (start: string, count: number, calendar = vn): string =>
  new Date(Date.parse(dueOfWorkingHours(calendar, start, hours(count))) + 7 * 3_600_000)
    .toISOString()
    .slice(0, 16);

describe('a term in working hours', () => {
  it.each([
    ['within a session', '2026-11-23T08:00:00+07:00', 3, '2026-11-23T11:00'],
    ['over the lunch break', '2026-11-23T11:00:00+07:00', 1, '2026-11-23T13:30'],
    ['to the very end of a session', '2026-11-23T08:30:00+07:00', 3, '2026-11-23T11:30'],
    ['from before the office opens', '2026-11-23T05:00:00+07:00', 1, '2026-11-23T09:00'],
    ['from after it closes, over Culture Day', '2026-11-23T20:00:00+07:00', 1, '2026-11-25T09:00'],
    ['from a Sunday', '2026-11-22T10:00:00+07:00', 8, '2026-11-23T17:30'],
    ['over Tet 2026', '2026-02-13T17:00:00+07:00', 1, '2026-02-23T08:30'],
    ['through a make-up Saturday', '2026-01-09T17:00:00+07:00', 1, '2026-01-10T08:30'],
    ['of a working day, which ends at its last minute', '2026-11-23T08:00:00+07:00', 8, '2026-11-23T17:30'],
  ])('runs %s', (_, start, count, expected) => {
    expect(due(start, count)).toBe(expected);
  });

  it('is what a walk from minute to minute finds', () => {
    const changed = compileCalendar(
      overlaid(vietnamDays, {
        compiledOn: '2026-01-01',
        patterns: [
          {
            from: '2026-03-16',
            weeklyRestDays: ['Sun'],
            sessions: [
              ['07:30', '11:30'],
              ['13:00', '17:00'],
            ],
          },
        ],
      }),
    );
    const walk = (start: number, count: number): number => {
      let [at, left] = [start, count * 60];
      for (; left > 0; at += 60_000) {
        const day = changed.dayOf(new Date(at).toISOString());
        const minute = (at + 7 * 3_600_000 - Date.parse(`${day}T00:00:00Z`)) / 60_000;
        if (changed.sessionsOf(day).some(([from, to]) => from <= minute && minute < to)) left--;
      }
      return at;
    };
    const start = fc.integer({ min: 0, max: 90 * 1440 });
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 60 }), (minutes, count) => {
        const epoch = Date.parse('2026-01-15T00:00:00+07:00') + minutes * 60_000;
        const found = dueOfWorkingHours(changed, new Date(epoch).toISOString(), hours(count));
        expect(found).toBe(new Date(walk(epoch, count)).toISOString());
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the offset of its day where clocks change', () => {
    const berlin = compileCalendar({ ...vietnamDays, id: 'x', timezone: 'Europe/Berlin' });
    const over = dueOfWorkingHours(berlin, '2026-03-27T17:00:00+01:00', hours(1));
    expect(over).toBe('2026-03-30T06:30:00.000Z');
  });

  it('is refused for no hours, a part of one, and days that are not covered', () => {
    for (const count of [0, -1, 0.5, Number.NaN])
      expect(() => due('2026-11-23T08:00:00Z', count)).toThrow('no number');
    expect(() => due('2026-11-23T08:00:00Z', 1_000_000_000)).toThrow('covers');
    expect(() => due('2028-11-23T08:00:00Z', 1)).toThrow('covers');
  });
});
