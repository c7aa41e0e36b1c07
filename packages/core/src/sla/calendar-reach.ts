import { dayNumberOf, type LocalDay } from '../calendar/index.ts';
import type { Instant } from '../engine/index.ts';
import type { ClockPolicy } from './clock-policy.ts';
import { monthsLater } from './due.ts';

/** How far a calendar of a policy is announced. */
export interface CalendarReach {
  readonly calendar: string;
  readonly version: string;
  /** The last day that is covered. */
  readonly coveredTo: LocalDay;
  /** From today to that day; negative when it is over. */
  readonly daysLeft: number;
  /** It ends within six months, or has ended: what comes after it is dated on projected days. */
  readonly endsSoon: boolean;
}

/** Half a year: the official days of a year are announced in the autumn before. */
const monthsAhead = 6;

/** How far the calendars of a policy reach, the centre's first. */
export const calendarReach = (
  { calendars }: Pick<ClockPolicy, 'calendars'>,
  now: Instant,
): readonly CalendarReach[] =>
  calendars.map(({ id, version, window, dayOf }) => {
    const today = dayOf(now);
    return {
      calendar: id,
      version,
      coveredTo: window.to,
      daysLeft: dayNumberOf(window.to) - dayNumberOf(today),
      endsSoon: monthsLater(today, monthsAhead) >= window.to,
    };
  });
