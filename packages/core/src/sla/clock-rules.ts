import { dayNumberOf, type WorkingCalendar } from '../calendar/index.ts';
import type { Instant } from '../engine/index.ts';
import { calendarOf } from './calendars.ts';
import {
  type ClockChange,
  type ClockName,
  type Due,
  isPast,
  type Receipt,
  type SlaClock,
  type Term,
} from './clock.ts';
import { correspondingDay, dayOfReceipt, dueOn } from './due.ts';
import type { SlaPolicy } from './policy.ts';

/** What the rules of clocks look at. */
export interface ClockContext {
  readonly clocks: readonly SlaClock[];
  readonly round: number;
  readonly now: Instant;
  readonly policy: Pick<SlaPolicy, 'calendar' | 'calendars'>;
}

/** The clock of this name that runs in this round, paused or not. */
export const runningClock = (
  { clocks, round }: Pick<ClockContext, 'clocks' | 'round'>,
  name: ClockName,
): SlaClock | undefined =>
  clocks.findLast(
    (clock) =>
      clock.clock === name && clock.round === round && clock.stoppedAt === null && clock.cancelledAt === null,
  );

/** Starts a clock with its due, or without one where no term applies. `receipt`: how a receipt on a day off was counted. */
export const startClock = (
  { round, now }: Pick<ClockContext, 'round' | 'now'>,
  clock: ClockName,
  { term, due, receipt = 'as-received' }: ClockStart,
): ClockChange => ({
  change: 'started',
  clock,
  round,
  at: now,
  term,
  due,
  ...(receipt !== 'as-received' && { receipt }),
});

/** What a clock starts with: nulls where no term applies, a due without a term where it came with the case. */
export interface ClockStart {
  readonly term: Term | null;
  readonly due: Due | null;
  readonly receipt?: Receipt;
}

/** Stops a clock. One that is paused is resumed first, so that the wait is given back before the verdict falls. */
export const stopClock = (context: ClockContext, clock: SlaClock): readonly ClockChange[] => [
  ...resumeClock(context, clock),
  { change: 'stopped', clock: clock.clock, round: clock.round, at: context.now },
];

/** Ends a clock without a verdict. */
export const cancelClock = ({ now }: ClockContext, { clock, round }: SlaClock): readonly ClockChange[] => [
  { change: 'cancelled', clock, round, at: now },
];

/** Lets the last clock of this name run on, due as before. */
export const reopenClock = ({ round, now }: ClockContext, clock: ClockName): ClockChange => ({
  change: 'reopened',
  clock,
  round,
  at: now,
});

/** Pauses a clock, unless it is paused, late or without a due: waiting cures no lateness. */
export const pauseClock = ({ now }: ClockContext, clock: SlaClock): readonly ClockChange[] =>
  clock.due === null || clock.pausedAt !== null || isPast(clock.due, now)
    ? []
    : [{ change: 'paused', clock: clock.clock, round: clock.round, at: now }];

/**
 * Resumes a paused clock: the whole days strictly between question and answer are given back, working days where the
 * term is in working days, else calendar days. An original due that had passed before the question stays: waiting cures
 * no lateness.
 */
export const resumeClock = ({ now, policy }: ClockContext, clock: SlaClock): readonly ClockChange[] => {
  if (clock.pausedAt === null || clock.due === null || clock.originalDue === null) return [];
  const calendar = calendarOf(policy, clock.due);
  const givenBack = wholeDaysBetween(calendar, clock.pausedAt, now, clock.term);
  const moved =
    clock.term === null || inWorkingDays(clock.term)
      ? {
          originalDue: later(calendar, clock.originalDue, givenBack),
          due: later(calendar, clock.due, givenBack),
        }
      : duesFromStart(calendar, clock, clock.term, clock.givenBack + givenBack);
  const wasPast = isPast(clock.originalDue, clock.pausedAt);
  return [
    {
      change: 'resumed',
      clock: clock.clock,
      round: clock.round,
      at: now,
      givenBack,
      originalDue: wasPast ? clock.originalDue : moved.originalDue,
      due: moved.due,
    },
  ];
};

/** A due that came with a case, without a term, moves in working days. */
const inWorkingDays = (term: Term | null): boolean => term === null || term.unit === 'working-day';

/** The days strictly between the days of two instants, neither the first nor the last one, in the unit of the term. */
const wholeDaysBetween = (
  calendar: WorkingCalendar,
  from: Instant,
  to: Instant,
  term: Term | null,
): number => {
  const [first, last] = [calendar.dayOf(from), calendar.dayOf(to)];
  const days = inWorkingDays(term)
    ? calendar.workingDaysBetween(first, last) - (calendar.isWorkingDay(last) ? 1 : 0)
    : dayNumberOf(last) - dayNumberOf(first) - 1;
  return Math.max(0, days);
};

/** A due moment some working days later, counted from the day after the due day: extensions add up. */
const later = (calendar: WorkingCalendar, due: Due, workingDays: number): Due =>
  workingDays === 0 ? due : dueOn(calendar, calendar.addWorkingDays(due.day, workingDays));

/** Extends a clock by working days; one without a due has nothing to extend. */
export const extendClock = (
  { now, policy }: ClockContext,
  { clock, round, due }: SlaClock,
  workingDays: number,
  afterDue: boolean,
): readonly ClockChange[] =>
  due === null
    ? []
    : [
        {
          change: 'extended',
          clock,
          round,
          at: now,
          workingDays,
          due: later(calendarOf(policy, due), due, workingDays),
          afterDue,
        },
      ];

/**
 * Dates a running clock anew from its original start, with what it was extended by and what pauses gave back, on
 * the calendar of its id that is in force now; undefined when the clock has no term of ours or nothing moves.
 */
export const reDateClock = (
  { now, policy }: ClockContext,
  clock: SlaClock,
  term: Term | null = clock.term,
): Extract<ClockChange, { change: 're-dated' }> | undefined => {
  if (term === null || clock.originalDue === null || clock.term === null) return undefined;
  const calendar = calendarOf(policy, clock.originalDue);
  const { originalDue, due } = duesFromStart(calendar, clock, term, clock.givenBack);
  if (due.at === clock.due?.at && originalDue.at === clock.originalDue.at) return undefined;
  return { change: 're-dated', clock: clock.clock, round: clock.round, at: now, term, originalDue, due };
};

/** Both dues of a clock counted from its start, with the days that pauses gave back and its extensions. */
const duesFromStart = (
  calendar: WorkingCalendar,
  { startedAt, receipt, extendedBy }: SlaClock,
  term: Term,
  givenBack: number,
): { readonly originalDue: Due; readonly due: Due } => {
  const start = dayOfReceipt(calendar, startedAt, receipt);
  const last =
    term.unit === 'working-day'
      ? calendar.addWorkingDays(start, term.count + givenBack)
      : calendar.onOrAfter(calendar.addCalendarDays(correspondingDay(start, term), givenBack));
  const originalDue = dueOn(calendar, last);
  return { originalDue, due: later(calendar, originalDue, extendedBy) };
};
