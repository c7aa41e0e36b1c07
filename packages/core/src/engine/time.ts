/** An instant: ISO 8601 in UTC with milliseconds, `2026-11-23T08:30:00.000Z`. Two of them compare as strings. */
export type Instant = string;

/** Where the engine takes the time from. Production passes the system clock; tests pass a simulated one. */
export interface Clock {
  now(): Instant;
}

/** The instant of a number of milliseconds since the Unix epoch. */
export const instantOf = (epochMilliseconds: number): Instant => new Date(epochMilliseconds).toISOString();

/** Milliseconds since the Unix epoch of an instant. */
export const epochOf = (instant: Instant): number =>
  // Read digit by digit, which takes a quarter of what `Date.parse` does: figures ask for millions.
  isWritten(instant)
    ? dayNumber(100 * two(instant, 0) + two(instant, 2), two(instant, 5), two(instant, 8)) * 86_400_000 +
      (two(instant, 11) * 60 + two(instant, 14)) * 60_000 +
      two(instant, 17) * 1000 +
      100 * digit(instant, 20) +
      two(instant, 21)
    : Date.parse(instant);

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
