import { epochOf, isInstant, offsetMinutes, PhananhError } from '../engine/index.ts';

/** A calendar day, `2026-11-23`, without a zone: days of one calendar compare as strings. */
export type LocalDay = string;

export const millisecondsPerDay = 86_400_000;

/** A text that is no day, or a number of a day whose year does not have four digits. */
export class InvalidDay extends PhananhError {
  readonly code = 'invalid-day';

  constructor(day: string) {
    super(`${day} is no day; one is written as 2026-11-23`, { day });
  }
}

/** Days since 1970-01-01. @throws InvalidDay */
export const dayNumberOf = (day: LocalDay): number => {
  if (!isLocalDay(day)) throw new InvalidDay(day);
  return Date.parse(day) / millisecondsPerDay;
};

/** Of 0000-01-01 and 9999-12-31. */
const [firstDay, lastDay] = [-719_528, 2_932_896];

/** @throws InvalidDay for no whole number, and outside the years 0000 to 9999 */
export const dayOfNumber = (dayNumber: number): LocalDay => {
  if (!(Number.isInteger(dayNumber) && dayNumber >= firstDay && dayNumber <= lastDay))
    throw new InvalidDay(`the day ${dayNumber} since 1970-01-01`);
  return new Date(dayNumber * millisecondsPerDay).toISOString().slice(0, 10);
};

/** Whether a text is a day that exists: 2026-02-29 is none. */
export const isLocalDay = (text: string): boolean => {
  if (!/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(text)) return false;
  // Every month has a 28th.
  if (text.slice(8) <= '28') return true;
  // What does not exist is no number, or another day: it depends on the month.
  const epoch = Date.parse(text);
  return !Number.isNaN(epoch) && new Date(epoch).toISOString().startsWith(text);
};

/** 0 for Sunday to 6 for Saturday. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

// 1970-01-01 was a Thursday.
export const weekdayOf = (dayNumber: number): Weekday => ((((dayNumber + 4) % 7) + 7) % 7) as Weekday;

/** An instant that cannot be one: no offset, no time, no such day. */
export class InvalidInstant extends PhananhError {
  readonly code = 'invalid-instant';

  constructor(text: string) {
    super(`${text} is no instant: it needs a date, a time and an offset, such as 2026-11-23T08:30:00+07:00`, {
      instant: text,
    });
  }
}

const instantWithOffset =
  /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Milliseconds since the Unix epoch of an instant in ISO 8601 with any offset.
 *
 * @throws InvalidInstant without an offset: it would be another instant on every host
 */
export const epochOfInstant = (text: string): number => {
  // As those of events are, nearly all.
  if (isInstant(text)) return epochOf(text);
  const [, day = '', offset = ''] = instantWithOffset.exec(text) ?? [];
  const epoch = Date.parse(text);
  // Every month has a 28th; what lies after it is looked at.
  const exists = day.slice(8) <= '28' || isLocalDay(day);
  if (day === '' || Number.isNaN(epoch) || !exists || offsetMinutes(offset) === undefined)
    throw new InvalidInstant(text);
  return epoch;
};

/** The day on which an instant falls at a constant offset from UTC. */
export const dayAt = (instant: string, utcOffsetMinutes: number): LocalDay =>
  new Date(Date.parse(instant) + utcOffsetMinutes * 60_000).toISOString().slice(0, 10);
