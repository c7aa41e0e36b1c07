import type { WorkingCalendar } from '../calendar/index.ts';
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
import { dueOfTerm, dueOn } from './due.ts';
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

/** Resumes a paused clock: the whole working days strictly between question and answer are given back. */
export const resumeClock = ({ now, policy }: ClockContext, clock: SlaClock): readonly ClockChange[] => {
  if (clock.pausedAt === null || clock.due === null || clock.originalDue === null) return [];
  const calendar = calendarOf(policy, clock.due);
  const givenBack = wholeDaysBetween(calendar, clock.pausedAt, now);
  return [
    {
      change: 'resumed',
      clock: clock.clock,
      round: clock.round,
      at: now,
      givenBack,
      originalDue: later(calendar, clock.originalDue, givenBack),
      due: later(calendar, clock.due, givenBack),
    },
  ];
};

/** The working days strictly between the days of two instants: neither the first nor the last one. */
const wholeDaysBetween = (calendar: WorkingCalendar, from: Instant, to: Instant): number => {
  const last = calendar.dayOf(to);
  const upTo = calendar.workingDaysBetween(calendar.dayOf(from), last);
  return Math.max(0, upTo - (calendar.isWorkingDay(last) ? 1 : 0));
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
  const start = dueOfTerm(calendar, clock.startedAt, term, { receiptOnDayOff: clock.receipt });
  const originalDue = later(calendar, start, clock.givenBack);
  const due = later(calendar, originalDue, clock.extendedBy);
  if (due.at === clock.due?.at && originalDue.at === clock.originalDue.at) return undefined;
  return { change: 're-dated', clock: clock.clock, round: clock.round, at: now, term, originalDue, due };
};
