import { utc } from '@date-fns/utc';
// The whole of the library is 300 modules, and a second of every start.
import { addMonths } from 'date-fns/addMonths';
import {
  dayNumberOf,
  dayOfNumber,
  InvalidCount,
  type LocalDay,
  type WorkingCalendar,
} from '../calendar/index.ts';
import type { Instant } from '../engine/index.ts';
import type { Due, Receipt, Term } from './clock.ts';

/** The due of a last day: the first late instant is the next local midnight (Civil Code 2015 art. 148(6)). */
export const dueOn = (calendar: WorkingCalendar, day: LocalDay): Due => ({
  day,
  at: calendar.startOf(calendar.addCalendarDays(day, 1)),
  calendar: calendar.versionOn(day),
  ...(calendar.isProjected(day) && { projected: true as const }),
});

/** The day of the event, which is not counted. */
export const dayOfReceipt = (calendar: WorkingCalendar, start: Instant, receipt: Receipt): LocalDay => {
  const received = calendar.dayOf(start);
  return receipt === 'as-received' ? received : calendar.onOrAfter(received);
};

/** More than any calendar covers. */
const longest: { readonly [U in Term['unit']]: number } = {
  'working-day': 100_000,
  'calendar-day': 100_000,
  month: 12_000,
  year: 1_000,
};

/** @throws InvalidCount for no term, a negative one, a fraction, one that no calendar covers */
export const demandTerm = ({ count, unit }: Term): void => {
  if (!Number.isInteger(count) || count < 1 || count > longest[unit]) throw new InvalidCount(count);
};

/**
 * The due of a term that starts at an instant: the day of the event is not counted (Civil Code 2015 art. 147),
 * a term of n working days ends with the n-th working day after it, any other on the corresponding day,
 * rolled forward off a day off (art. 148).
 */
export const dueOfTerm = (
  calendar: WorkingCalendar,
  start: Instant,
  term: Term,
  { receiptOnDayOff = 'as-received' }: { readonly receiptOnDayOff?: Receipt } = {},
): Due => {
  demandTerm(term);
  const day = dayOfReceipt(calendar, start, receiptOnDayOff);
  return dueOn(
    calendar,
    term.unit === 'working-day'
      ? calendar.addWorkingDays(day, term.count)
      : calendar.onOrAfter(correspondingDay(day, term)),
  );
};

/** The last day of a term that is not in working days, before it is rolled off a day off. */
export const correspondingDay = (start: LocalDay, { count, unit }: Term): LocalDay => {
  switch (unit) {
    case 'month':
      return monthsLater(start, count);
    case 'year':
      return monthsLater(start, count * 12);
    default:
      return dayOfNumber(dayNumberOf(start) + count);
  }
};

/**
 * The due of a term on no calendar: for what happened in another system, at a time that ours may not cover. Five working
 * days are a week, and nothing is rolled forward.
 */
export const dueWithoutCalendar = (calendar: WorkingCalendar, start: Instant, term: Term): Due => {
  // Five working days are a week.
  const inDays: Term =
    term.unit === 'working-day' ? { count: Math.ceil((term.count * 7) / 5), unit: 'calendar-day' } : term;
  const day = correspondingDay(calendar.dayOf(start), inDays);
  return { day, at: calendar.startOf(calendar.addCalendarDays(day, 1)), calendar: null };
};

/** The corresponding day of a later month, or that month's last one where there is none (Civil Code 2015 art. 148(3)). */
export const monthsLater = (day: LocalDay, months: number): LocalDay =>
  addMonths(`${day}T00:00:00Z`, months, { in: utc }).toISOString().slice(0, 10);
