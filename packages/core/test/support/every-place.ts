import Holidays from 'date-holidays';
import { countryCalendar } from '../../src/calendar/countries.ts';

/** A country, a state or a region that date-holidays knows. */
export interface Place {
  readonly country: string;
  readonly state?: string;
  readonly region?: string;
}

export const nameOf = ({ country, state, region }: Place): string =>
  [country, state, region].filter(Boolean).join('-');

export const everyPlace = (): readonly Place[] => {
  const library = new Holidays();
  return Object.keys(library.getCountries()).flatMap((country): readonly Place[] => [
    { country },
    ...Object.keys(library.getStates(country) ?? {}).flatMap((state): readonly Place[] => [
      { country, state },
      ...Object.keys(library.getRegions(country, state) ?? {}).map((region) => ({ country, state, region })),
    ]),
  ]);
};

/** Minutes from 1970 on the wall of a zone, by the platform's own formatter. */
const wallClock = (zone: string | undefined): ((at: Date) => number) => {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return (at) => Math.round(Date.parse(`${format.format(at).replace(' ', 'T')}Z`) / 60_000);
};

/** How many minutes of each day are off, by marking every single one: another way to what the calendar says. */
const minutesOff = ({ country, state, region }: Place, year: number): ReadonlyMap<string, number> => {
  const library = new Holidays();
  library.init(country, state ?? '', region ?? '', { types: ['public'] });
  const wall = wallClock(library.getTimezones()[0]);
  const marked = new Map<number, Uint8Array>();
  for (const each of [year - 1, year, year + 1]) {
    for (const { date, start, end, type } of library.getHolidays(each)) {
      if (type !== 'public') continue;
      const from = Date.parse(`${date.slice(0, 10)}T${date.slice(11, 19)}Z`) / 60_000;
      const to = from + wall(end) - wall(start);
      for (let minute = from; minute < to; minute++) {
        const day = Math.floor(minute / 1_440);
        const minutes = marked.get(day) ?? new Uint8Array(1_440);
        marked.set(day, minutes);
        minutes[minute - day * 1_440] = 1;
      }
    }
  }
  return new Map(
    [...marked]
      .map(([day, minutes]) => [new Date(day * 86_400_000).toISOString().slice(0, 10), minutes] as const)
      .filter(([day]) => day.startsWith(`${year}`))
      .map(([day, minutes]) => [day, minutes.reduce((sum, minute) => sum + minute, 0)]),
  );
};

const inMinutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Where the calendar of a place and its holidays, minute by minute, disagree; and how many days there were to disagree on. */
export const disagreements = (
  place: Place,
  year: number,
): { readonly found: readonly string[]; readonly days: number; readonly parts: number } => {
  const years = { from: year, to: year };
  const { daysOff, partDaysOff = [] } = countryCalendar({ ...place, years, compiledOn: '2026-11-29' });
  const told = new Map<string, number>(daysOff.map(({ date }) => [date, 1_440]));
  for (const { date, from, to } of partDaysOff)
    told.set(date, (told.get(date) ?? 0) + inMinutes(to) - inMinutes(from));
  const counted = minutesOff(place, year);
  const days = new Set([...told.keys(), ...counted.keys()]);
  const found = [...days]
    .filter((day) => told.get(day) !== counted.get(day))
    .map((day) => `${nameOf(place)} ${day}: told ${told.get(day)}, counted ${counted.get(day)}`);
  return { found, days: days.size, parts: partDaysOff.length };
};
