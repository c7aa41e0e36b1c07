import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayNumberOf, InvalidDay, isLocalDay } from './local-day.ts';

const millisecondsPerDay = 86_400_000;
const part = (max: number, length: number) =>
  fc.integer({ min: 0, max }).map((number) => String(number).padStart(length, '0'));

it('a text is a day when the calendar has it, and its number is that of its midnight in UTC', () => {
  const text = fc.oneof(
    fc.tuple(part(9999, 4), part(13, 2), part(32, 2)).map((parts) => parts.join('-')),
    fc
      .tuple(part(2104, 4), fc.constant('02'), fc.constantFrom('28', '29', '30'))
      .map((parts) => parts.join('-')),
    fc.constantFrom('9999-12-31', '9999-12-99', '0000-02-29', '2026-1-01', '2026-01-01 ', '2026-01-1x', ''),
  );
  fc.assert(
    fc.property(text, (day) => {
      const midnight = new Date(`${day}T00:00:00.000Z`);
      const exists =
        day.length === 10 && !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
      expect(isLocalDay(day)).toBe(exists);
      if (exists) expect(dayNumberOf(day)).toBe(midnight.getTime() / millisecondsPerDay);
      else expect(() => dayNumberOf(day)).toThrow(InvalidDay);
    }),
    { numRuns: 5_000 },
  );
});
