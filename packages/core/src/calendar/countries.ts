import '../platform/demand-node.ts';

import Holidays from 'date-holidays';
import { PhananhError } from '../engine/index.ts';
import { CalendarData, weekdayNames } from './calendar-data.ts';
import { coveredDays, minutesPerDay, type TimeOff } from './covered-days.ts';
import { dayNumberOf, type LocalDay } from './local-day.ts';
import { zoneDays } from './zone.ts';

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
 * When a holiday is, in wall minutes. The library tells its local start as a text, and the instants of start and end: how far they are apart
 * on the wall is how long it is, whatever the clocks do meanwhile. A religious day begins with the evening before (`-0600` in the
 * text); the law gives the day that it is named after.
 */
const timeOf = (
  {
    date,
    start,
    end,
    name,
  }: { readonly date: string; readonly start: Date; readonly end: Date; readonly name: string },
  offsetAt: (epoch: number) => number,
): TimeOff => {
  const wall = (at: Date): number => Math.round((at.getTime() + offsetAt(at.getTime())) / 60_000);
  const from = dayNumberOf(date.slice(0, 10)) * minutesPerDay + minutesOf(date.slice(11, 16));
  return { from, to: from + Math.max(1, wall(end) - wall(start)), name };
};

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

const timeOfDay = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/**
 * A calendar of another country from date-holidays: its holidays of type `public` alone (an observance is no day off). A day is off
 * when holidays cover all of it, together where need be; what they cover of other days is told in `partDaysOff` and cuts working hours.
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
  if (zone !== undefined) library.setTimezone(zone);
  const { offsetAt } = zoneDays(timezone, 0, 0);
  const times: TimeOff[] = [];
  // A holiday of the year before may reach into the first one; at New Year the library takes the year of another zone.
  for (let year = years.from - 1; year <= years.to + 1; year++) {
    for (const holiday of library.getHolidays(year))
      if (holiday.type === 'public') times.push(timeOf(holiday, offsetAt));
  }
  const announced = { source: ['date-holidays'], status: 'confirmed', knownSince: null };
  const covered = coveredDays(times).filter(({ day }) => window.from <= day && day <= window.to);
  const daysOff = covered.flatMap((one) =>
    one.whole ? [{ date: one.day, kind: 'statutory', name: one.name, ...announced }] : [],
  );
  const partDaysOff = covered.flatMap((one) =>
    one.whole
      ? []
      : one.parts.map(({ from, to, name }) => ({
          date: one.day,
          from: timeOfDay(from),
          to: timeOfDay(to),
          name,
          ...announced,
        })),
  );
  return CalendarData.parse({
    schema: 1,
    id: id ?? place.join('-').toLowerCase(),
    country,
    timezone,
    compiledOn,
    confirmedWindow: window,
    weeklyRestDays: weekdayNames.filter((name) => weeklyRestDays.includes(name)),
    daysOff,
    ...(partDaysOff.length > 0 && { partDaysOff }),
    sources: { 'date-holidays': { what: `date-holidays, type public, ${place.join('-')}` } },
  } satisfies Record<string, unknown>);
};
