import type { Position } from './places.ts';

/** An instant: ISO 8601 in UTC with milliseconds, `2026-11-23T08:30:00.000Z`. Two of them compare as strings. */
export type Instant = string;

/** Where the engine takes the time from. Production passes the system clock; tests pass a simulated one. */
export interface Clock {
  now(): Instant;
  /**
   * Milliseconds since some moment, which nobody sets: by it {@link guarded} tells time that passed from a clock that was set forward. Absent: a clock that
   * goes forward by days, such as one of a test, is taken at its word.
   */
  monotonic?(): number;
  /** Throws {@link ClockUnsure} while nobody knows what time it is: no command is decided then. Absent: it is always known. */
  demandSure?(): void;
  /** Up to when timers are due; undefined while they wait for the clock. Absent: `now`. */
  due?(): Instant | undefined;
  /** Is told what the log recorded, and when: a guarded clock never says less. */
  recorded?(at: Instant, position?: Position): void;
}

const millisecondsPerDay = 86_400_000;

const digits = (number: number, count: number): string => String(number).padStart(count, '0');

/** Days from 1970 to 2069 as instants begin, `2026-11-23T`: every command asks for some of the same few. */
const dayNames: string[] = [];
const keptDays = 36_525;

/** What of an instant follows its day: `08:30:` of a minute of the day, `05.` of a second, `000Z` of a millisecond. */
const minutes = Array.from(
  { length: 1440 },
  (_, at) => `${digits(Math.floor(at / 60), 2)}:${digits(at % 60, 2)}:`,
);
const seconds = Array.from({ length: 60 }, (_, at) => `${digits(at, 2)}.`);
const milliseconds = Array.from({ length: 1000 }, (_, at) => `${digits(at, 3)}Z`);

/**
 * The instant of a number of milliseconds since the Unix epoch.
 *
 * @throws RangeError for what is no time (ECMA-262, 21.4.1.1)
 */
export const instantOf = (epochMilliseconds: number): Instant => {
  const day = Math.floor(epochMilliseconds / millisecondsPerDay);
  const name = dayNames[day];
  if (name === undefined || !Number.isInteger(epochMilliseconds)) return asDate(epochMilliseconds, day);
  // Put together from what is written already, which takes a third of what `toISOString` does.
  const ofDay = epochMilliseconds - day * millisecondsPerDay;
  const minute = Math.floor(ofDay / 60_000);
  const ofMinute = ofDay - minute * 60_000;
  const second = Math.floor(ofMinute / 1000);
  return name + minutes[minute] + seconds[second] + milliseconds[ofMinute - second * 1000];
};

const asDate = (epochMilliseconds: number, day: number): Instant => {
  const instant = new Date(epochMilliseconds).toISOString();
  if (day >= 0 && day < keptDays) dayNames[day] = instant.slice(0, 11);
  return instant;
};

const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Whether a text is an instant in the one form in which instants are kept. */
export const isInstant = (text: string): boolean => written.test(text) && instantOf(epochOf(text)) === text;

const writtenOffset = /^([+-])(\d\d)(?::?(\d\d))?$/;
/** No clock was ever further from UTC by whole quarters of an hour: Kiribati is at +14:00. */
const farthestOffset = 14 * 60;

/**
 * Minutes east of UTC of an offset of ISO 8601 (`Z`, `+07`, `+0700`, `+07:00`); undefined for one that does not exist, such as
 * `+07:99` or `-25:00`.
 */
export const offsetMinutes = (text: string): number | undefined => {
  if (text === 'Z' || text === 'z') return 0;
  const [, sign, hours, minutes = '0'] = writtenOffset.exec(text) ?? [];
  const size = Number(hours) * 60 + Number(minutes);
  // Negated, so that NaN fails too.
  if (!(size <= farthestOffset && Number(minutes) < 60)) return undefined;
  return sign === '-' ? 0 - size : size;
};

/** Milliseconds since the Unix epoch of an instant. */
export const epochOf = (instant: Instant): number =>
  // Read digit by digit, which takes a quarter of what `Date.parse` does: figures ask for millions.
  isWritten(instant)
    ? epochDayOf(instant) * millisecondsPerDay +
      (two(instant, 11) * 60 + two(instant, 14)) * 60_000 +
      two(instant, 17) * 1000 +
      100 * digit(instant, 20) +
      two(instant, 21)
    : Date.parse(instant);

/** Days since 1970-01-01 of a day, `2026-11-23`, that is written so and exists. */
export const epochDayOf = (day: string): number =>
  dayNumber(100 * two(day, 0) + two(day, 2), two(day, 5), two(day, 8));

/** Whether a text has the length and the end of an instant; years of more digits are written otherwise. */
const isWritten = (text: string): boolean => text.length === 24 && text.charCodeAt(23) === 0x5a;

const digit = (text: string, place: number): number => text.charCodeAt(place) - 0x30;
const two = (text: string, place: number): number => 10 * digit(text, place) + digit(text, place + 1);

/** Days from 1970-01-01 to a day of the Gregorian calendar. Years that begin in March have the leap day at their end. */
const dayNumber = (year: number, month: number, day: number): number => {
  const yearFromMarch = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays =
    Math.floor(yearFromMarch / 4) - Math.floor(yearFromMarch / 100) + Math.floor(yearFromMarch / 400);
  return 365 * yearFromMarch + leapDays + dayOfYear - 719_468;
};
