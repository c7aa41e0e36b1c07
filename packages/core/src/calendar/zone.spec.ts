import { describe, expect, it } from 'vitest';
import { compileCalendar, overlaid, UnknownZone, vietnamDays } from './index.ts';
import { zoneDays } from './zone.ts';

const day = 86_400_000;
const between = (zone: string) => zoneDays(zone, Date.parse('2018-01-01'), Date.parse('2028-01-01'));
const dayAt = (zone: string, instant: string): string =>
  new Date(between(zone).dayNumberAt(Date.parse(instant)) * day).toISOString().slice(0, 10);
const startOf = (zone: string, text: string): string =>
  new Date(between(zone).startOfDay(Date.parse(text) / day)).toISOString();

describe('the days of a zone', () => {
  it('follow its clock changes', () => {
    expect(dayAt('Europe/Berlin', '2026-03-28T22:59:59Z')).toBe('2026-03-28');
    expect(dayAt('Europe/Berlin', '2026-03-28T23:00:00Z')).toBe('2026-03-29');
    expect(dayAt('Europe/Berlin', '2026-03-29T22:00:00Z')).toBe('2026-03-30');
    expect(startOf('Europe/Berlin', '2026-03-30')).toBe('2026-03-29T22:00:00.000Z');
  });

  it('begin with the change where midnight does not exist, and end with the second midnight where it comes twice', () => {
    // Beirut goes from 00:00 to 01:00; Havana from 01:00 back to 00:00.
    expect(startOf('Asia/Beirut', '2026-03-29')).toBe('2026-03-28T22:00:00.000Z');
    expect(dayAt('Asia/Beirut', '2026-03-28T22:00:00Z')).toBe('2026-03-29');
    expect(startOf('America/Havana', '2026-11-01')).toBe('2026-11-01T04:00:00.000Z');
    expect(startOf('America/Havana', '2026-11-02')).toBe('2026-11-02T05:00:00.000Z');
  });

  it('agree with Intl for every day of ten years', () => {
    for (const zone of [
      'Asia/Ho_Chi_Minh',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Asia/Kathmandu',
    ]) {
      const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
      const { dayNumberAt, startOfDay } = between(zone);
      for (
        let number = Date.parse('2018-06-01') / day;
        number < Date.parse('2027-06-01') / day;
        number += 1
      ) {
        const start = startOfDay(number);
        const name = new Date(number * day).toISOString().slice(0, 10);
        if (
          format.format(start) !== name ||
          format.format(start - 1) === name ||
          dayNumberAt(start) !== number
        )
          expect.fail(`${zone} ${name} does not begin at ${new Date(start).toISOString()}`);
      }
    }
  });

  it('are refused for a zone that there is not', () => {
    expect(() => between('Asia/Hue')).toThrow(UnknownZone);
    expect(() =>
      compileCalendar({ ...overlaid(vietnamDays, { compiledOn: '2026-01-01' }), timezone: 'UTC+7' }),
    ).toThrow(UnknownZone);
  });
});
