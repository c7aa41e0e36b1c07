import { describe, expect, it } from 'vitest';
import { disagreements, nameOf, type Place } from '../../test/support/every-place.ts';
import { dueOfTerm, dueOfWorkingHours } from '../sla/index.ts';
import { inOrderOfDays } from './calendar-data.ts';
import { countryCalendar } from './countries.ts';
import { type CalendarData, compileCalendar, overlaid, parseCalendar } from './index.ts';

const calendarOf = (place: Place & { readonly zone?: string }, year = 2026): CalendarData =>
  countryCalendar({ ...place, years: { from: year, to: year }, compiledOn: '2026-11-29' });

const partsOf = ({ partDaysOff = [] }: CalendarData) =>
  partDaysOff.map(({ date, from, to, name }) => `${date} ${from}–${to} ${name}`);

describe('a day that is off only in part', () => {
  it.each([
    [{ country: 'AU', state: 'QLD' }, ['2026-12-24 18:00–24:00 Christmas Eve']],
    [
      { country: 'AU', state: 'SA' },
      ['2026-12-24 19:00–24:00 Christmas Eve', "2026-12-31 19:00–24:00 New Year's Eve"],
    ],
    [
      { country: 'AU', state: 'NT' },
      ['2026-12-24 19:00–24:00 Christmas Eve', "2026-12-31 19:00–24:00 New Year's Eve"],
    ],
    [
      { country: 'CH', state: 'VS' },
      ['2026-05-01 12:00–24:00 Fête du travail', '2026-12-24 12:00–24:00 Veille de Noël'],
    ],
    [
      { country: 'CN' },
      ['2026-03-08 12:00–24:00 国际妇女节', '2026-05-04 12:00–24:00 青年节', '2026-08-01 12:00–24:00 建军节'],
    ],
  ])('is worked in %j, and told', (place, parts) => {
    const data = calendarOf(place);
    expect(partsOf(data)).toEqual(parts);
    const calendar = compileCalendar(data);
    for (const { date } of data.partDaysOff ?? []) {
      const { works, reason, partsOff } = calendar.describe(date);
      if (reason === 'weekly-rest') continue;
      expect([date, works, partsOff?.length]).toEqual([date, true, 1]);
    }
  });

  it('counts as a day of a term, and its hours are cut', () => {
    const valais = compileCalendar(calendarOf({ country: 'CH', state: 'VS' }));
    // Wednesday to Thursday, 24 December: one working day.
    const day = { count: 1, unit: 'working-day' } as const;
    expect(dueOfTerm(valais, '2026-12-23T08:00:00.000Z', day).day).toBe('2026-12-24');
    expect(valais.sessionsOf('2026-12-24')).toEqual([[480, 690]]);
    expect(valais.sessionsOf('2026-12-23')).toEqual([
      [480, 690],
      [780, 1_050],
    ]);
    // Half an hour is left on Thursday morning; Friday is Christmas, Monday begins at eight.
    const hour = { count: 1, unit: 'working-hour' } as const;
    expect(dueOfWorkingHours(valais, '2026-12-24T10:00:00.000Z', hour)).toBe('2026-12-28T07:30:00.000Z');
  });

  it('cuts a session in two, and takes one that it covers', () => {
    const part = (from: string, to: string) => ({
      date: '2026-12-23',
      from,
      to,
      name: 'Storm',
      source: ['date-holidays'],
      status: 'confirmed' as const,
    });
    const cut = (...partDaysOff: NonNullable<CalendarData['partDaysOff']>) =>
      compileCalendar(
        overlaid(calendarOf({ country: 'DE', state: 'BE' }), { compiledOn: '2026-11-29', partDaysOff }),
      );
    expect(cut(part('09:00', '10:00')).sessionsOf('2026-12-23')).toEqual([
      [480, 540],
      [600, 690],
      [780, 1_050],
    ]);
    const all = cut(part('00:00', '12:00'), part('12:30', '24:00'));
    expect(all.sessionsOf('2026-12-23')).toEqual([]);
    // No hour of it is worked, and it is a working day: only what is off as a whole is none.
    expect(all.isWorkingDay('2026-12-23')).toBe(true);
  });

  it('gives way to a day of an overlay', () => {
    const queensland = calendarOf({ country: 'AU', state: 'QLD' });
    const closed = overlaid(queensland, {
      compiledOn: '2026-11-29',
      daysOff: [
        {
          date: '2026-12-24',
          kind: 'closure',
          name: 'Closed',
          source: ['date-holidays'],
          status: 'confirmed',
        },
      ],
    });
    expect(closed.partDaysOff).toBeUndefined();
    expect(compileCalendar(closed).isWorkingDay('2026-12-24')).toBe(false);
  });

  it('can stand in a file, in any order, and is checked there', () => {
    const data = calendarOf({ country: 'CN' });
    expect(parseCalendar(JSON.stringify(data))).toEqual(data);
    const turned = { ...data, partDaysOff: data.partDaysOff?.toReversed() };
    expect(inOrderOfDays(parseCalendar(JSON.stringify(turned)))).toEqual(data);
    const [first, ...others] = data.partDaysOff ?? [];
    const wrong = (change: object) => () =>
      parseCalendar(JSON.stringify({ ...data, partDaysOff: [{ ...first, ...change }, ...others] }));
    expect(wrong({ from: '24:00', to: '12:00' })).toThrow('/partDaysOff/0/to ends before it begins');
    expect(wrong({ from: '00:00' })).toThrow('/partDaysOff/0/to is the whole day, which is a day off');
    expect(wrong({ date: '2026-05-04', from: '13:00' })).toThrow(
      '/partDaysOff/1/from is off already on 2026-05-04',
    );
    expect(wrong({ date: '2026-05-01' })).toThrow('/partDaysOff/0/date 2026-05-01 is a day off');
    expect(wrong({ date: '2027-01-01' })).toThrow('/partDaysOff/0/date 2027-01-01 is outside the windows');
  });
});

describe('a whole day off', () => {
  it('is one of 25 hours too, and one that is named after the day on whose evening before it begins', () => {
    const off = (place: Place) => calendarOf(place).daysOff.map(({ date }) => date);
    // The clocks go back on Easter Sunday.
    expect(off({ country: 'AU', state: 'SA' })).toContain('2026-04-05');
    expect(off({ country: 'SA' })).toEqual(
      expect.arrayContaining(['2026-03-19', '2026-03-20', '2026-03-21', '2026-03-22']),
    );
    // Three and a half days as the library has them.
    const turkey = calendarOf({ country: 'TR' });
    expect(turkey.daysOff.map(({ date }) => date)).toEqual(
      expect.arrayContaining(['2026-03-20', '2026-03-21', '2026-03-22']),
    );
    expect(partsOf(turkey)).toContain('2026-03-23 00:00–18:00 Ramazan Bayramı');
  });

  it('is the same in another zone of the place', () => {
    const days = (zone: string) => calendarOf({ country: 'US', zone }).daysOff.map(({ date }) => date);
    expect(days('Pacific/Honolulu')).toEqual(days('America/New_York'));
  });
});

const sample: readonly Place[] = [
  { country: 'AU', state: 'QLD' },
  { country: 'CH', state: 'SO' },
  { country: 'CW' },
  { country: 'DE', state: 'BY', region: 'A' },
  { country: 'FO' },
  { country: 'GB', state: 'SCT' },
  { country: 'HT' },
  { country: 'IL' },
  { country: 'IS' },
  { country: 'NZ' },
  { country: 'TR' },
  { country: 'US', state: 'KY' },
];

it.each(sample.map((place) => [nameOf(place), place] as const))(
  'the days off of %s are those of which every minute is off',
  (_, place) => {
    const { found, days } = disagreements(place, 2026);
    expect(found).toEqual([]);
    expect(days).toBeGreaterThan(5);
  },
);
