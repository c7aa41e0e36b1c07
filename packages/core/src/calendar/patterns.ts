import { type CalendarData, usualSessions } from './calendar-data.ts';
import type { LocalDay } from './local-day.ts';

/** The weekly rest days and the sessions that apply on a day. */
export const patternOn = (
  { weeklyRestDays, sessions, patterns = [] }: CalendarData,
  day: LocalDay,
): {
  readonly weeklyRestDays: readonly string[];
  readonly sessions: readonly (readonly [string, string])[];
} => {
  const usual = sessions ?? usualSessions;
  let pattern: (typeof patterns)[number] | undefined;
  for (const one of patterns) if (one.from <= day && one.from > (pattern?.from ?? '')) pattern = one;
  return pattern === undefined
    ? { weeklyRestDays, sessions: usual }
    : { weeklyRestDays: pattern.weeklyRestDays, sessions: pattern.sessions ?? usual };
};
