import Holidays from 'date-holidays';
import { PhananhError } from '../engine/index.ts';
import { CalendarData, weekdayNames } from './calendar-data.ts';
import { dayNumberOf, dayOfNumber, type LocalDay } from './local-day.ts';

/** A country, state or region that date-holidays does not know, or years that are none. */
export class UnknownCountry extends PhananhError {
  readonly code = 'unknown-country';

  constructor(message: string, place: string) {
    super(message, { place });
  }
}

/** Which public holidays, of which years. */
export interface CountryOptions {
  /** ISO 3166-1 alpha-2: `DE`. */
  readonly country: string;
  readonly state?: string;
  readonly region?: string;
  readonly years: { readonly from: number; readonly to: number };
  /** The date of the data, which makes the version: pin it with the version of the library. */
  readonly compiledOn: LocalDay;
  /** Default: the country in lower case, with state and region. */
  readonly id?: string;
  /** IANA name. Default: the first zone of the place. */
  readonly zone?: string;
  /** Default Saturday and Sunday. */
  readonly weeklyRestDays?: CalendarData['weeklyRestDays'];
}

/**
 * A calendar of another country from date-holidays: its holidays of type `public` alone (an observance is no day off).
 * The library knows no make-up working days and no late announcements: lay them over it with `overlaid`. It takes tens of
 * milliseconds a year; compile once, keep the data in a file.
 *
 * @throws UnknownCountry
 */
export const countryCalendar = ({
  country,
  state,
  region,
  years,
  compiledOn,
  id,
  zone,
  weeklyRestDays = ['Sat', 'Sun'],
}: CountryOptions): CalendarData => {
  const place = [country, state, region].filter((part) => part !== undefined);
  const library = new Holidays();
  if (library.getCountries()[country] === undefined) {
    throw new UnknownCountry(`date-holidays knows no country ${country}`, country);
  }
  library.init(country, state ?? '', region ?? '', { types: ['public'] });
  const [firstZone] = library.getTimezones();
  const timezone = zone ?? firstZone;
  if (timezone === undefined || !(years.from <= years.to)) {
    throw new UnknownCountry(`no holidays of ${place.join('-')} in ${years.from} to ${years.to}`, country);
  }
  const window = { from: `${years.from}-01-01`, to: `${years.to}-12-31` };
  const daysOff = new Map<LocalDay, CalendarData['daysOff'][number]>();
  for (let year = years.from; year <= years.to; year++) {
    for (const { date, end, start, name, type } of library.getHolidays(year)) {
      if (type !== 'public') continue;
      const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / 86_400_000));
      const first = dayNumberOf(date.slice(0, 10));
      for (let day = first; day < first + length; day++) {
        const local = dayOfNumber(day);
        if (local < window.from || local > window.to || daysOff.has(local)) continue;
        daysOff.set(local, {
          date: local,
          kind: 'statutory',
          name,
          source: ['date-holidays'],
          status: 'confirmed',
          knownSince: null,
        });
      }
    }
  }
  return CalendarData.parse({
    schema: 1,
    id: id ?? place.join('-').toLowerCase(),
    country,
    timezone,
    compiledOn,
    confirmedWindow: window,
    weeklyRestDays: weekdayNames.filter((name) => weeklyRestDays.includes(name)),
    daysOff: [...daysOff.values()].sort((a, b) => (a.date < b.date ? -1 : 1)),
    sources: { 'date-holidays': { what: `date-holidays, type public, ${place.join('-')}` } },
  } satisfies Record<string, unknown>);
};
