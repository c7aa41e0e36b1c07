import { describe, expect, it } from 'vitest';
import { compileCalendar, overlaid, UnknownZone, vietnamDays } from './index.ts';
import { isSameZone, zoneDays } from './zone.ts';

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

  it('are right before and after the years that were looked up', () => {
    // Summer in New York, four hours behind: the day begins at 04:00 in UTC.
    for (const year of ['1999', '2015', '2035']) {
      expect(dayAt('America/New_York', `${year}-07-01T03:59:59Z`)).toBe(`${year}-06-30`);
      expect(dayAt('America/New_York', `${year}-07-01T04:00:00Z`)).toBe(`${year}-07-01`);
      expect(startOf('America/New_York', `${year}-07-01`)).toBe(`${year}-07-01T04:00:00.000Z`);
      expect(startOf('America/New_York', `${year}-01-01`)).toBe(`${year}-01-01T05:00:00.000Z`);
    }
    // Midnight did not exist in Sao Paulo on the day on which the clocks went forward.
    expect(startOf('America/Sao_Paulo', '2015-10-18')).toBe('2015-10-18T03:00:00.000Z');
    // Saigon was an hour further ahead until 13 June 1975.
    expect(startOf('Asia/Ho_Chi_Minh', '1975-01-01')).toBe('1974-12-31T16:00:00.000Z');
  });

  it('are refused for a zone that there is not', () => {
    expect(() => between('+07:00')).toThrow(UnknownZone);
    expect(() => between('Asia/Hue')).toThrow(UnknownZone);
    expect(() =>
      compileCalendar({ ...overlaid(vietnamDays, { compiledOn: '2026-01-01' }), timezone: 'UTC+7' }),
    ).toThrow(UnknownZone);
  });
});

it('compares zones by their clocks, whatever they are called', () => {
  const same = (one: string, other: string): boolean =>
    isSameZone(one, other, Date.parse('2018-01-01'), Date.parse('2028-01-01'));
  expect(same('Asia/Saigon', 'Asia/Ho_Chi_Minh')).toBe(true);
  expect(same('US/Eastern', 'America/New_York')).toBe(true);
  // At the same offset in winter, and on the same days of the change at another hour.
  expect(same('America/New_York', 'America/Bogota')).toBe(false);
  expect(same('America/New_York', 'America/Havana')).toBe(false);
  expect(same('Asia/Ho_Chi_Minh', 'Asia/Singapore')).toBe(false);
  expect(() => same('Asia/Hue', 'Asia/Ho_Chi_Minh')).toThrow(UnknownZone);
});
