import { describe, expect, it } from 'vitest';
import { countryCalendar, UnknownCountry } from './countries.ts';
import lunar from './data/vn-lunar-days.json' with { type: 'json' };
import {
  type CalendarData,
  CalendarNotCovered,
  compileCalendar,
  dayNumberOf,
  dayOfNumber,
  overlaid,
  projectVietnam,
  vietnamCalendar,
  vietnamDays,
  type WorkingCalendar,
} from './index.ts';
import { projectedDaysOff } from './vietnam-projection.ts';

const library = (from: number, to: number): CalendarData =>
  countryCalendar({ country: 'VN', years: { from, to }, compiledOn: '2026-11-23' });

const weekdaysOff = (calendar: WorkingCalendar, year: number): readonly string[] => {
  const days: string[] = [];
  for (let number = dayNumberOf(`${year}-01-01`); number <= dayNumberOf(`${year}-12-31`); number++) {
    const weekday = (number + 4) % 7;
    const day = dayOfNumber(number);
    if (weekday !== 0 && weekday !== 6 && !calendar.isWorkingDay(day)) days.push(day.slice(5));
  }
  return days;
};

describe('our table of Viet Nam against date-holidays', () => {
  const theirs = compileCalendar(library(2019, 2027));
  const ours = vietnamCalendar();

  it.each([
    [2019, ['04-15', '04-29']],
    [2020, ['01-23', '01-29']],
    [2021, ['02-10', '02-16', '05-03', '09-03']],
    [2022, ['01-03', '04-11', '05-02', '05-03', '09-01']],
    [2023, ['01-02', '01-20', '01-26', '05-02', '05-03', '09-01', '09-04']],
    [2024, ['02-08', '02-14', '04-29', '09-03']],
    [2025, ['01-27', '05-02', '09-01']],
    [2026, ['01-02', '04-27', '08-31', '09-01', '11-24']],
    [2027, ['02-04', '02-10', '05-03', '09-03', '11-24']],
  ])(
    'in %i has these weekdays off that the library does not know, and lacks none of its own',
    (year, missed) => {
      const known = weekdaysOff(theirs, year);
      expect(weekdaysOff(ours, year).filter((day) => !known.includes(day))).toEqual(missed);
      expect(known.filter((day) => !weekdaysOff(ours, year).includes(day))).toEqual([]);
    },
  );

  it('has make-up Saturdays, which the library knows nothing of', () => {
    const days = vietnamDays.makeUpWorkingDays.map(({ date }) => date);
    expect(days).toEqual([
      '2019-01-05',
      '2019-05-04',
      '2024-05-04',
      '2025-04-26',
      '2026-01-10',
      '2026-08-22',
    ]);
    expect(days.map(ours.isWorkingDay)).toEqual(days.map(() => true));
    expect(days.map(theirs.isWorkingDay)).toEqual(days.map(() => false));
  });

  it('takes no observance for a day off: 20 November is worked', () => {
    expect(theirs.isWorkingDay('2026-11-20')).toBe(true);
    expect(theirs.describe('2026-04-30')).toMatchObject({ reason: 'day-off', source: ['date-holidays'] });
  });
});

describe('the projection of Viet Nam', () => {
  const projected = vietnamCalendar({ projectedTo: 2035 });

  it('rests on the lunar days of the library', () => {
    const { daysOff } = library(2028, 2035);
    for (const [year, { tet, hungKings }] of Object.entries(lunar.years)) {
      const eve = dayOfNumber(dayNumberOf(tet) - 1);
      const inYear = daysOff.map(({ date }) => date).filter((date) => date.startsWith(year));
      expect(inYear.filter((date) => date < `${year}-03-01` && date > `${year}-01-01`)[0], year).toBe(eve);
      expect(inYear, year).toContain(hungKings);
    }
  });

  it.each([
    [2028, ['01-03', '01-24', '05-02', '09-01', '09-04', '11-24']],
    [2029, ['09-03', '09-04']],
    [2030, ['01-31', '02-06', '09-03']],
    [2031, ['01-21', '01-27', '09-01', '11-24']],
    [2032, ['02-09', '05-03', '09-03', '11-24']],
    [2033, ['01-03', '02-04', '04-11', '05-02', '05-03', '09-01', '11-24']],
    [2034, ['01-02', '02-17', '02-23', '05-02', '09-01', '09-04', '11-24']],
    [2035, ['02-06', '02-12', '09-03', '09-04']],
  ])('in %i adds the days in lieu and the second days that the law gives', (year, added) => {
    const theirs = weekdaysOff(compileCalendar(library(2028, 2035)), year);
    const known = new Set(theirs);
    expect(weekdaysOff(projected, year).filter((day) => !known.has(day))).toEqual(added);
    expect(theirs.filter((day) => !weekdaysOff(projected, year).includes(day))).toEqual([]);
  });

  it.each([2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027])(
    'would have foretold Tet of %i, and since 2021 every weekday off but the swaps',
    (year) => {
      const { daysOff } = library(year, year);
      const tet = dayOfNumber(
        dayNumberOf(daysOff.find(({ date }) => date > `${year}-01-10`)?.date ?? '') + 1,
      );
      const hungKings = daysOff.find(({ date }) => date > `${year}-03-15`)?.date ?? '';
      const isTet = ({ kind }: { readonly kind: string }) => kind.startsWith('tet');
      const onWeekday = ({ date }: { readonly date: string }) =>
        ![0, 6].includes((dayNumberOf(date) + 4) % 7);
      const foretold = projectedDaysOff(year, { tet, hungKings }).filter(onWeekday);
      const official = vietnamDays.daysOff
        .filter(({ date }) => date.startsWith(String(year)))
        .filter(onWeekday);
      const days = (of: readonly { readonly date: string }[]) => of.map(({ date }) => date);
      expect(days(foretold.filter(isTet))).toEqual(days(official.filter(isTet)));
      if (year < 2021) return;
      const sinceCultureDay = foretold.filter(({ date }) => year >= 2026 || !date.endsWith('11-24'));
      expect(days(sinceCultureDay)).toEqual(days(official.filter(({ kind }) => kind !== 'swapped-off')));
    },
  );

  it('is made on request only, marks every day and the version, and ends where the moon is not known', () => {
    expect(() => vietnamCalendar().isWorkingDay('2028-01-03')).toThrow(CalendarNotCovered);
    expect(projected.version).toBe('vn@2026-11-23+2035');
    expect(projected.describe('2028-01-03')).toMatchObject({ status: 'projected', works: false });
    expect(projected.describe('2028-01-04')).toMatchObject({ status: 'projected', works: true });
    expect(projected.describe('2026-01-02')).toMatchObject({ status: 'confirmed' });
    expect([projected.isProjected('2027-12-31'), projected.isProjected('2028-01-01')]).toEqual([false, true]);
    expect(() => projectVietnam(vietnamDays, 2036)).toThrow(CalendarNotCovered);
    expect(projectVietnam(vietnamDays, 2027)).toBe(vietnamDays);
  });
});

describe('a calendar of another country', () => {
  it('has its public holidays in its own zone, with what is laid over them', () => {
    const data = countryCalendar({
      country: 'DE',
      state: 'BE',
      years: { from: 2026, to: 2026 },
      compiledOn: '2026-01-01',
    });
    const berlin = compileCalendar(
      overlaid(data, {
        compiledOn: '2026-01-01',
        daysOff: [
          {
            date: '2026-12-24',
            kind: 'closure',
            name: 'Heiligabend',
            source: ['date-holidays'],
            status: 'confirmed',
          },
        ],
      }),
    );
    expect([berlin.id, berlin.zone]).toEqual(['de-be', 'Europe/Berlin']);
    const days = ['2026-03-09', '2026-03-08', '2026-05-01', '2026-12-24', '2026-12-23'];
    expect(days.map(berlin.isWorkingDay)).toEqual([true, false, false, false, true]);
    expect(berlin.startOf('2026-07-01')).toBe('2026-06-30T22:00:00.000Z');
  });

  it('is refused when the library does not know it', () => {
    expect(() =>
      countryCalendar({ country: 'XX', years: { from: 2026, to: 2026 }, compiledOn: '2026-01-01' }),
    ).toThrow(UnknownCountry);
  });
});
