import type { LocalDay, WorkingCalendar } from '../calendar/index.ts';
import type { Instant } from '../engine/index.ts';
import type { Due, Receipt, Term } from './clock.ts';

/** The due of a last day: the first late instant is the next local midnight (Civil Code 2015 art. 148(6)). */
export const dueOn = (calendar: WorkingCalendar, day: LocalDay): Due => ({
  day,
  at: calendar.startOf(calendar.addCalendarDays(day, 1)),
  calendar: calendar.version,
});

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
  const received = calendar.dayOf(start);
  const day = receiptOnDayOff === 'as-received' ? received : calendar.onOrAfter(received);
  switch (term.unit) {
    case 'working-day':
      return dueOn(calendar, calendar.addWorkingDays(day, term.count));
    case 'calendar-day':
      return dueOn(calendar, calendar.onOrAfter(calendar.addCalendarDays(day, term.count)));
    case 'month':
      return dueOn(calendar, calendar.onOrAfter(addMonths(day, term.count)));
    case 'year':
      return dueOn(calendar, calendar.onOrAfter(addMonths(day, term.count * 12)));
  }
};

/**
 * The due of a term on no calendar: for what happened in another system, at a time that ours may not cover. Five working
 * days are a week, and nothing is rolled forward.
 */
export const dueWithoutCalendar = (calendar: WorkingCalendar, start: Instant, term: Term): Due => {
  const day = lastDayWithoutCalendar(calendar, calendar.dayOf(start), term);
  return { day, at: calendar.startOf(calendar.addCalendarDays(day, 1)), calendar: null };
};

const lastDayWithoutCalendar = (
  calendar: WorkingCalendar,
  day: LocalDay,
  { count, unit }: Term,
): LocalDay => {
  switch (unit) {
    case 'working-day':
      return calendar.addCalendarDays(day, Math.ceil((count * 7) / 5));
    case 'calendar-day':
      return calendar.addCalendarDays(day, count);
    case 'month':
      return addMonths(day, count);
    case 'year':
      return addMonths(day, count * 12);
  }
};

/** The corresponding day of a later month, or that month's last one where there is none (Civil Code 2015 art. 148(3)). */
const addMonths = (day: LocalDay, months: number): LocalDay => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const lastOfMonth = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  lastOfMonth.setUTCDate(Math.min(date, lastOfMonth.getUTCDate()));
  return lastOfMonth.toISOString().slice(0, 10);
};
