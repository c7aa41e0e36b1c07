import type { WorkingCalendar } from '../calendar/index.ts';
import { PhananhError } from '../engine/index.ts';
import type { Due } from './clock.ts';
import type { ClockPolicy } from './clock-policy.ts';

/** A clock or an agency names a calendar that the policy does not have. */
export class UnknownCalendar extends PhananhError {
  readonly code = 'unknown-calendar';

  constructor(calendar: string, known: readonly string[]) {
    super(`the policy has no calendar ${calendar}; it has ${known.join(', ')}`, { calendar, known });
  }
}

/** The calendar of this id. @throws UnknownCalendar */
export const calendarNamed = ({ calendars }: Pick<ClockPolicy, 'calendars'>, id: string): WorkingCalendar => {
  const found = calendars.find((calendar) => calendar.id === id);
  if (found === undefined)
    throw new UnknownCalendar(
      id,
      calendars.map((calendar) => calendar.id),
    );
  return found;
};

/** The id in a calendar's version: `vn` of `vn@2026-11-23`. */
export const calendarIdOf = (version: string): string => version.split('@')[0] ?? version;

/** Whether a calendar's version is of an earlier date than another one's. */
export const isOlderVersion = (version: string, than: string): boolean => dateOf(version) < dateOf(than);

const dateOf = (version: string): string => version.split('@')[1]?.slice(0, 10) ?? '';

/**
 * The calendar that a due day moves on: the one in force of the id on which it was computed; the centre's when it was
 * taken over from another system.
 */
export const calendarOf = (
  policy: Pick<ClockPolicy, 'calendar' | 'calendars'>,
  { calendar }: Pick<Due, 'calendar'>,
): WorkingCalendar => (calendar === null ? policy.calendar : calendarNamed(policy, calendarIdOf(calendar)));
