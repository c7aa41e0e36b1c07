import { type Instant, PhananhError } from '../engine/index.ts';
import { dayAt, dayNumberOf, dayOfNumber, type LocalDay, startOfDay } from './local-day.ts';

/** A working calendar as data. */
export interface CalendarData {
  /** Identifies the content: another version is another calendar. */
  readonly version: string;
  /** Offset of the calendar's zone from UTC, in minutes, constant over the window. */
  readonly utcOffsetMinutes: number;
  /** The days that are covered, both included. Nothing is known of any other day. */
  readonly window: { readonly from: LocalDay; readonly to: LocalDay };
  /** Weekly rest days, 0 for Sunday to 6 for Saturday. */
  readonly weeklyRestDays: readonly number[];
  readonly daysOff: readonly LocalDay[];
  /** Days that are worked although they are weekly rest days or days off. */
  readonly makeUpWorkingDays: readonly LocalDay[];
}

/** A compiled working calendar: every question is answered in constant time. */
export interface WorkingCalendar {
  readonly id: string;
  readonly version: string;
  /** The day on which an instant falls where the calendar is in force. */
  dayOf(instant: Instant): LocalDay;
  startOf(day: LocalDay): Instant;
  isWorkingDay(day: LocalDay): boolean;
  /** The n-th working day after a day, n ≥ 1; for n = 0 the day itself, worked or not; for n < 0 the n-th before it. */
  addWorkingDays(day: LocalDay, n: number): LocalDay;
  /** How many working days lie after `from` and up to `to`, itself included; negative when `to` is earlier. */
  workingDaysBetween(from: LocalDay, to: LocalDay): number;
  addCalendarDays(day: LocalDay, n: number): LocalDay;
  /** The day itself if it is worked, else the next one that is. */
  onOrAfter(day: LocalDay): LocalDay;
}

/** A question about a day that the calendar does not cover: refused, never guessed. */
export class CalendarNotCovered extends PhananhError {
  readonly code = 'calendar-not-covered';

  constructor(version: string, day: LocalDay, { from, to }: CalendarData['window']) {
    super(`the calendar ${version} covers ${from} to ${to}, not ${day}`, {
      calendar: version,
      day,
      from,
      to,
    });
  }
}

/** Compiles a calendar to a rank table (working days up to a day) and a select table (the n-th working day). */
export const compileCalendar = (data: CalendarData): WorkingCalendar => {
  const { version, utcOffsetMinutes, window } = data;
  const first = dayNumberOf(window.from);
  const days = dayNumberOf(window.to) - first + 1;
  const off = new Set(data.daysOff);
  const madeUp = new Set(data.makeUpWorkingDays);
  const works = (dayNumber: number): boolean => {
    const day = dayOfNumber(dayNumber);
    return madeUp.has(day) || (!data.weeklyRestDays.includes((dayNumber + 4) % 7) && !off.has(day));
  };
  const rank = new Int32Array(days);
  const selected: number[] = [];
  for (let index = 0; index < days; index++) {
    if (works(first + index)) selected.push(first + index);
    rank[index] = selected.length;
  }

  const rankOf = (day: LocalDay): number => {
    const found = rank[dayNumberOf(day) - first];
    if (found === undefined) throw new CalendarNotCovered(version, day, window);
    return found;
  };
  const isWorkingDay = (day: LocalDay): boolean => {
    const upTo = rankOf(day);
    return upTo > 0 && selected[upTo - 1] === dayNumberOf(day);
  };
  const addWorkingDays = (day: LocalDay, n: number): LocalDay => {
    const upTo = rankOf(day);
    if (n === 0) return day;
    // Backwards from a day off, the first step reaches the last working day before it.
    const target = n > 0 ? upTo + n - 1 : upTo + n - (isWorkingDay(day) ? 1 : 0);
    const found = selected[target];
    if (found === undefined) {
      const outside = dayOfNumber(n > 0 ? first + days : first - 1);
      throw new CalendarNotCovered(version, outside, window);
    }
    return dayOfNumber(found);
  };
  return {
    id: version.split('@')[0] ?? version,
    version,
    dayOf: (instant) => dayAt(instant, utcOffsetMinutes),
    startOf: (day) => startOfDay(day, utcOffsetMinutes),
    isWorkingDay,
    addWorkingDays,
    workingDaysBetween: (from, to) => rankOf(to) - rankOf(from),
    addCalendarDays: (day, n) => dayOfNumber(dayNumberOf(day) + n),
    onOrAfter: (day) => (isWorkingDay(day) ? day : addWorkingDays(day, 1)),
  };
};
