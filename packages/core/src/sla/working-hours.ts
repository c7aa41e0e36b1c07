import { z } from 'zod';
import {
  CalendarNotCovered,
  dayNumberOf,
  dayOfNumber,
  epochOfInstant,
  InvalidCount,
  type WorkingCalendar,
} from '../calendar/index.ts';
import { type Instant, instantOf, keptBy } from '../engine/index.ts';

/**
 * A length of working time, by the hour. A type of its own: it runs through the sessions of working days from the very
 * minute of the event, while a term in days does not count the day of the event and ends with the end of a day.
 */
export const WorkingHourTerm = z.strictObject({
  count: z.int().min(1).max(100_000),
  unit: z.literal('working-hour'),
});
export type WorkingHourTerm = z.output<typeof WorkingHourTerm>;

const minute = 60_000;
const hour = 60 * minute;

/**
 * The instant at which a term of working hours runs out. Outside the sessions of working days it waits for the next one;
 * it runs out within a session, at its end at the latest. Wall time of the calendar's zone: an hour that a clock change
 * skips or repeats within a session counts as the wall shows it.
 *
 * On a calendar that is projected it may come on a day that no notice covers: `isProjected` of its day says so.
 *
 * @throws InvalidCount, CalendarNotCovered
 */
export const dueOfWorkingHours = (
  calendar: WorkingCalendar,
  start: Instant,
  term: WorkingHourTerm,
): Instant => {
  try {
    return within(calendar, start, term);
  } catch (error) {
    if (calendar.beyond === undefined || !(error instanceof CalendarNotCovered)) throw error;
    return within(calendar.beyond(), start, term);
  }
};

const within = (calendar: WorkingCalendar, start: Instant, { count }: WorkingHourTerm): Instant => {
  if (!Number.isInteger(count) || count < 1) throw new InvalidCount(count);
  const { first, upTo } = workedTime(calendar);
  const epoch = epochOfInstant(start);
  const startDay = calendar.numbers.dayAt(epoch) - first;
  if (startDay < 0 || startDay >= upTo.length - 1) {
    throw new CalendarNotCovered(calendar.version, dayOfNumber(startDay + first), calendar.window);
  }
  const before = worked(calendar, dayOfNumber(startDay + first), calendar.wallTimeOf(epoch));
  const target = (upTo[startDay] ?? 0) + before + count * hour;
  const index = firstReaching(upTo, target);
  if (index === undefined) {
    const outside = dayOfNumber(first + upTo.length - 1);
    throw new CalendarNotCovered(calendar.version, outside, calendar.window);
  }
  const day = dayOfNumber(first + index);
  return instantOf(calendar.epochOfWallTime(day, wallTimeAt(calendar, day, target - (upTo[index] ?? 0))));
};

interface WorkedTime {
  /** Day number of the first day. */
  readonly first: number;
  /** Milliseconds of working time before each day of the window, and after the last one. */
  readonly upTo: Float64Array;
}

/** Running totals of working time, made when a calendar is first asked for hours. */
const workedTime = keptBy((calendar: WorkingCalendar): WorkedTime => {
  const first = dayNumberOf(calendar.window.from);
  const days = dayNumberOf(calendar.window.to) - first + 1;
  const upTo = new Float64Array(days + 1);
  for (let index = 0; index < days; index++) {
    const day = dayOfNumber(first + index);
    upTo[index + 1] = (upTo[index] ?? 0) + worked(calendar, day, 24 * hour);
  }
  return { first, upTo };
});

/** Working time of a day up to a wall time, in milliseconds. */
const worked = (calendar: WorkingCalendar, day: string, wallTime: number): number =>
  calendar
    .sessionsOf(day)
    .reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to * minute, wallTime) - from * minute), 0);

/** The wall time at which a day has so much working time: the end of a session rather than the start of the next. */
const wallTimeAt = (calendar: WorkingCalendar, day: string, time: number): number => {
  let left = time;
  for (const [from, to] of calendar.sessionsOf(day)) {
    const length = (to - from) * minute;
    if (left <= length) return from * minute + left;
    left -= length;
  }
  throw new TypeError(`${day} has no ${time} ms of working time`);
};

/** The first day at whose end the total reaches a target; undefined when none does. */
const firstReaching = (upTo: Float64Array, target: number): number | undefined => {
  let [low, high] = [0, upTo.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((upTo[middle + 1] ?? 0) >= target) high = middle;
    else low = middle + 1;
  }
  return low < upTo.length - 1 ? low : undefined;
};
