import type { CalendarDay, LocalDay, WorkingCalendar } from '../calendar/index.ts';
import type { SlaClock, Term } from './clock.ts';
import { correspondingDay, dayOfReceipt } from './due.ts';

/** What a day is in the counting of a term. */
export type DayRole =
  /** The day of the event: not counted (Civil Code 2015 art. 147). */
  | 'start'
  | 'counted'
  /** Not counted: nobody works. */
  | 'skipped'
  /** Not counted: the citizen was waited for. */
  | 'paused'
  /** After the end of a term in calendar days, months or years whose last day was off (art. 148(5)). */
  | 'rolled';

export interface ExplainedDay extends CalendarDay {
  readonly role: DayRole;
  /** Its number among the counted days of the term or of the extensions; null when it is not counted. */
  readonly counted: number | null;
  readonly part: 'term' | 'extension';
}

/** A time in which a term does not run: from the day after `from` to the day before `to`. */
interface Pause {
  readonly from: string;
  readonly to: string | null;
}

type Counted = Pick<SlaClock, 'startedAt' | 'receipt' | 'term' | 'originalDue' | 'due'>;

/** Every day from the one of the event to the due day in force, with what it counts and why. */
export const explainedDays = (
  calendar: WorkingCalendar,
  { startedAt, receipt, term, originalDue, due }: Counted,
  pauses: readonly Pause[] = [],
): readonly ExplainedDay[] => {
  if (originalDue === null || due === null) return [];
  const start = dayOfReceipt(calendar, startedAt, receipt);
  const isPaused = pausedDays(calendar, pauses);
  const runsOut = lastDayOf(start, term);
  const days: ExplainedDay[] = [{ ...calendar.describe(start), role: 'start', counted: null, part: 'term' }];
  const counted = { term: 0, extension: 0 };
  let givenBack = 0;
  let day = next(calendar, start);
  for (; day <= originalDue.day || day <= due.day; day = next(calendar, day)) {
    const facts = calendar.describe(day);
    const part = day > originalDue.day ? 'extension' : 'term';
    const inWorkingDays = part === 'extension' || runsOut === undefined;
    const paused = isPaused(day) && (facts.works || !inWorkingDays);
    if (paused) givenBack++;
    const role = paused
      ? 'paused'
      : inWorkingDays
        ? facts.works
          ? 'counted'
          : 'skipped'
        : day > calendar.addCalendarDays(runsOut, givenBack)
          ? 'rolled'
          : 'counted';
    days.push({ ...facts, role, part, counted: role === 'counted' ? ++counted[part] : null });
  }
  return days;
};

const next = (calendar: WorkingCalendar, day: LocalDay): LocalDay => calendar.addCalendarDays(day, 1);

const pausedDays = (calendar: WorkingCalendar, pauses: readonly Pause[]): ((day: LocalDay) => boolean) => {
  const spans = pauses.flatMap(({ from, to }) =>
    to === null ? [] : [{ from: calendar.dayOf(from), to: calendar.dayOf(to) }],
  );
  return (day) => spans.some(({ from, to }) => from < day && day < to);
};

/** The last day of a term in calendar days, months or years before it is rolled; undefined for working days. */
const lastDayOf = (start: LocalDay, term: Term | null): LocalDay | undefined =>
  term === null || term.unit === 'working-day' ? undefined : correspondingDay(start, term);
