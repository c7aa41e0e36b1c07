import type { Instant } from '../engine/index.ts';
import type { CalendarData, DayOff } from './calendar-data.ts';
import type { LocalDay, Weekday } from './local-day.ts';

/** What is known of a day: whether it is worked, why, who says so, and since when that is known. */
export interface CalendarDay {
  readonly day: LocalDay;
  /** 0 for Sunday to 6 for Saturday. */
  readonly weekday: Weekday;
  readonly works: boolean;
  /** A day off that falls on a weekly rest day is told as the day off. */
  readonly reason: 'working-day' | 'make-up' | 'weekly-rest' | 'day-off';
  readonly kind?: DayOff['kind'];
  readonly name?: { readonly en: string; readonly vi: string };
  /** Of a make-up working day: the day off that it is worked for. */
  readonly insteadOf?: LocalDay;
  /** What is off of a day that is worked: local times. */
  readonly partsOff?: readonly {
    readonly from: string;
    readonly to: string;
    readonly name: { readonly en: string; readonly vi: string };
  }[];
  readonly source: readonly string[];
  readonly knownSince: LocalDay | null;
  readonly status: 'confirmed' | 'provisional' | 'projected';
}

/** A compiled working calendar: every question but `describe` is answered in constant time. */
export interface WorkingCalendar {
  readonly id: string;
  /** `<id>@<date of its data>`, with `+<year>` when it is projected to that year: another content has another version. */
  readonly version: string;
  /** What it was compiled from. */
  readonly data: CalendarData;
  /** IANA name. Days are days of this zone, whatever zone the process is in. */
  readonly zone: string;
  /** The days that are covered, both included. */
  readonly window: { readonly from: LocalDay; readonly to: LocalDay };
  /** The day on which an instant falls where the calendar is in force. */
  dayOf(instant: Instant): LocalDay;
  /** The first instant of a day. */
  startOf(day: LocalDay): Instant;
  isWorkingDay(day: LocalDay): boolean;
  /** The n-th working day after a day, n ≥ 1; for n = 0 the day itself, worked or not; for n < 0 the n-th before it. */
  addWorkingDays(day: LocalDay, n: number): LocalDay;
  /** How many working days lie after `from` and up to `to`, itself included; negative when `to` is earlier. */
  workingDaysBetween(from: LocalDay, to: LocalDay): number;
  addCalendarDays(day: LocalDay, n: number): LocalDay;
  /** The day itself if it is worked, else the next one that is. */
  onOrAfter(day: LocalDay): LocalDay;
  /** Whether no notice covers the day: it was projected from the law and the moon. */
  isProjected(day: LocalDay): boolean;
  /** The version of what is said of a day: beyond what is covered, that of the projection. */
  versionOn(day: LocalDay): string;
  /** Of a calendar that is projected for commands: the one that it projects, and the one that it goes on with. */
  readonly official?: WorkingCalendar;
  readonly beyond?: () => WorkingCalendar;
  describe(day: LocalDay): CalendarDay;
  /** The sessions of a working day in minutes from its midnight; none on any other day. */
  sessionsOf(day: LocalDay): readonly (readonly [from: number, to: number])[];
  /** Milliseconds since the Unix epoch of a wall time: a day and minutes from its midnight. */
  epochOfWallTime(day: LocalDay, milliseconds: number): number;
  /** The wall time of an instant, in milliseconds from the midnight of its day. */
  wallTimeOf(epoch: number): number;
  /** The same questions on numbers: days since 1970-01-01, milliseconds since the Unix epoch. Nothing is allocated. */
  readonly numbers: CalendarNumbers;
}

export interface CalendarNumbers {
  dayAt(epoch: number): number;
  startOf(day: number): number;
  isWorkingDay(day: number): boolean;
  addWorkingDays(day: number, n: number): number;
  workingDaysBetween(from: number, to: number): number;
}
