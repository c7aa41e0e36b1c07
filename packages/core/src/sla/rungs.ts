import { CalendarNotCovered, type WorkingCalendar } from '../calendar/index.ts';
import { type Instant, instantOf, keptBy } from '../engine/index.ts';
import { calendarIdOf } from './calendars.ts';
import type { Due, SlaClock } from './clock.ts';
import type { ClockPolicy } from './clock-policy.ts';
import type { Rung } from './rung.ts';

/**
 * When a rung of a clock comes, as the clock stands; undefined when it does not: the clock is not running, it is paused,
 * no term of ours applies to it, or the moment was over when it started.
 */
export const momentOf = (
  policy: Pick<ClockPolicy, 'calendar' | 'calendars'>,
  { due, startedAt, pausedAt, stoppedAt, cancelledAt }: SlaClock,
  rung: Rung,
): Instant | undefined => {
  if (pausedAt !== null || stoppedAt !== null || cancelledAt !== null) return undefined;
  if (due === null || due.calendar === null) return undefined;
  const id = calendarIdOf(due.calendar);
  // An agency's calendar may be gone from the policy: it decides on a delivery here, not on a due day.
  const calendar = policy.calendars.find((each) => each.id === id) ?? policy.calendar;
  const at = rungAt(calendar, due, rung);
  return at < startedAt ? undefined : at;
};

/**
 * When a rung fires for a due moment. Beyond the days that the calendar covers it is counted in calendar days: nobody's
 * verdict hangs on when somebody is told.
 */
export const rungAt = (calendar: WorkingCalendar, due: Due, { kind, workingDays, time }: Rung): Instant => {
  if (kind === 'overdue') return due.at;
  const known = momentsOf(calendar);
  const name = `${due.day} ${workingDays} ${time}`;
  let at = known.get(name);
  if (at === undefined) {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    const day = workingDaysAway(calendar, due.day, workingDays);
    at = instantOf(calendar.epochOfWallTime(day, (hours * 60 + minutes) * 60_000));
    if (known.size < mostMoments) known.set(name, at);
  }
  return at;
};

const mostMoments = 10_000;

/** Keeps the computed moments of a calendar: many reports are due on the same few days, and the index of timers asks for each. */
const momentsOf = keptBy((_: WorkingCalendar) => new Map<string, Instant>());

const workingDaysAway = (calendar: WorkingCalendar, day: string, workingDays: number): string => {
  try {
    // Never after the due day that it is to come on, even when that has become a day off.
    const backwards = workingDays === 0 && !calendar.isWorkingDay(day);
    return calendar.addWorkingDays(day, backwards ? -1 : workingDays);
  } catch (error) {
    if (error instanceof CalendarNotCovered) return calendar.addCalendarDays(day, workingDays);
    throw error;
  }
};
