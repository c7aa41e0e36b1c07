import { z } from 'zod';
import { CalendarNotCovered, type WorkingCalendar } from '../calendar/index.ts';
import { type Instant, instantOf } from '../engine/index.ts';
import type { Due } from './clock.ts';

/** Who is told: of a report that no agency has, it is the centre instead. */
export const recipients = ['agency', 'agency-head', 'centre', 'centre-head'] as const;

export type Recipient = (typeof recipients)[number];

/** A step of the ladder around a due moment. Each fires once for a clock. */
export const Rung = z.strictObject({
  rung: z.string().regex(/^[a-z0-9-]{1,40}$/, 'not a rung: lower-case letters, digits and hyphens'),
  /** `overdue` is marked at the due moment itself; the others are told at a time of day on a working day. */
  kind: z.enum(['remind', 'overdue', 'escalate']),
  /** Working days from the due day: -1 the one before, 0 the due day, 1 the first late one. */
  workingDays: z.int().min(-100).max(100).default(0),
  /** Local time of day. */
  time: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)
    .default('08:00'),
  to: z.enum(recipients).default('agency'),
});
export type Rung = z.output<typeof Rung>;

/**
 * When a rung fires for a due moment. Beyond the days that the calendar covers it is counted in calendar days: nobody's
 * verdict hangs on when somebody is told.
 */
export const rungAt = (calendar: WorkingCalendar, due: Due, { kind, workingDays, time }: Rung): Instant => {
  if (kind === 'overdue') return due.at;
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const day = workingDaysAway(calendar, due.day, workingDays);
  return instantOf(calendar.epochOfWallTime(day, (hours * 60 + minutes) * 60_000));
};

const workingDaysAway = (calendar: WorkingCalendar, day: string, workingDays: number): string => {
  try {
    return calendar.addWorkingDays(day, workingDays);
  } catch (error) {
    if (error instanceof CalendarNotCovered) return calendar.addCalendarDays(day, workingDays);
    throw error;
  }
};
