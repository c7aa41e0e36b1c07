import { TZDate } from '@date-fns/tz';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { zoneClock } from './zone.ts';

const rules = { zone: 'America/New_York', nonexistent: 'reject', ambiguous: 'earlier' } as const;
const local = (text: string): number => Date.parse(`${text}:00Z`);
const instant = (milliseconds: number | undefined): string | undefined =>
  milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();

describe('a local time', () => {
  test('that the clocks skip does not exist, or moves on when the map says so', () => {
    const skipped = local('2015-03-08T02:30');
    expect(zoneClock(rules)(skipped)).toBeUndefined();
    expect(instant(zoneClock({ ...rules, nonexistent: 'shift' })(skipped))).toBe('2015-03-08T07:30:00.000Z');
  });

  test('that the clocks have twice is the earlier one, or the later one when the map says so', () => {
    const twice = local('2015-11-01T01:30');
    expect(instant(zoneClock(rules)(twice))).toBe('2015-11-01T05:30:00.000Z');
    expect(instant(zoneClock({ ...rules, ambiguous: 'later' })(twice))).toBe('2015-11-01T06:30:00.000Z');
  });

  test.each([
    'America/New_York',
    'Asia/Ho_Chi_Minh',
    'Australia/Lord_Howe',
    'Europe/Berlin',
    'Asia/Kathmandu',
  ])('of an instant in %s leads back to it, unless the clocks have it twice', (zone) => {
    const toInstant = zoneClock({ ...rules, zone });
    const toLater = zoneClock({ ...rules, zone, ambiguous: 'later' });
    const from = Date.UTC(1980, 0, 1) / 60_000;
    const to = Date.UTC(2030, 0, 1) / 60_000;
    fc.assert(
      fc.property(fc.integer({ min: from, max: to }), (minute) => {
        const when = minute * 60_000;
        const there = new TZDate(when, zone);
        const written = when - there.getTimezoneOffset() * 60_000;
        expect([toInstant(written), toLater(written)]).toContain(when);
      }),
      { numRuns: 500 },
    );
  });
});
