import type { WorkingCalendar } from '../calendar/index.ts';
import type { Instant } from '../engine/index.ts';
import { type ClockChange, type ClockName, type Due, isPast, type SlaClock, type Term } from './clock.ts';
import { dueOfTerm, dueOn } from './due.ts';

/** What the rules of clocks look at. */
export interface ClockContext {
  readonly clocks: readonly SlaClock[];
  readonly round: number;
  readonly now: Instant;
  readonly calendar: WorkingCalendar;
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

/** Starts a clock with a term, or without one where none applies. */
export const startClock = (
  { round, now, calendar }: Omit<ClockContext, 'clocks'>,
  clock: ClockName,
  term: Term | null,
  due: Due | null = term && dueOfTerm(calendar, now, term),
): ClockChange => ({ change: 'started', clock, round, at: now, term, due });

/**
 * Stops the clocks of these names that run. One that is paused is resumed first, so that the wait is given back
 * before the verdict falls.
 */
export const stopClocks = (context: ClockContext, names: readonly ClockName[]): readonly ClockChange[] =>
  names.flatMap((clock) => {
    const running = runningClock(context, clock);
    if (running === undefined) return [];
    return [
      ...resumption(context, running),
      { change: 'stopped', clock, round: context.round, at: context.now } as const,
    ];
  });

/** Ends the clocks of these names that run, without a verdict. */
export const cancelClocks = (context: ClockContext, names: readonly ClockName[]): readonly ClockChange[] =>
  names
    .filter((clock) => runningClock(context, clock) !== undefined)
    .map((clock) => ({ change: 'cancelled', clock, round: context.round, at: context.now }));

/** Lets the last clock of this name run on, due as before. */
export const reopenClock = ({ round, now }: ClockContext, clock: ClockName): ClockChange => ({
  change: 'reopened',
  clock,
  round,
  at: now,
});

/** Pauses the clocks of these names that run and are not late: waiting cures no lateness. */
export const pauseClocks = (context: ClockContext, names: readonly ClockName[]): readonly ClockChange[] =>
  names
    .filter((name) => {
      const clock = runningClock(context, name);
      return (
        clock !== undefined &&
        clock.due !== null &&
        clock.pausedAt === null &&
        !isPast(clock.due, context.now)
      );
    })
    .map((clock) => ({ change: 'paused', clock, round: context.round, at: context.now }));

/** Resumes the paused clocks: the whole working days strictly between question and answer are given back. */
export const resumeClocks = (context: ClockContext, names: readonly ClockName[]): readonly ClockChange[] =>
  names.flatMap((name) => {
    const clock = runningClock(context, name);
    return clock === undefined ? [] : resumption(context, clock);
  });

const resumption = ({ now, calendar, round }: ClockContext, clock: SlaClock): readonly ClockChange[] => {
  if (clock.pausedAt === null || clock.due === null || clock.originalDue === null) return [];
  const asked = calendar.dayOf(clock.pausedAt);
  const answered = calendar.dayOf(now);
  const upTo = calendar.workingDaysBetween(asked, answered) - (calendar.isWorkingDay(answered) ? 1 : 0);
  const givenBack = Math.max(0, upTo);
  const later = (due: Due): Due =>
    givenBack === 0 ? due : dueOn(calendar, calendar.addWorkingDays(due.day, givenBack));
  return [
    {
      change: 'resumed',
      clock: clock.clock,
      round,
      at: now,
      givenBack,
      originalDue: later(clock.originalDue),
      due: later(clock.due),
    },
  ];
};

/** Extends the clocks of these names that run by working days from the day after the due day before. */
export const extendClocks = (
  context: ClockContext,
  names: readonly ClockName[],
  workingDays: number,
  afterDue: boolean,
): readonly ClockChange[] =>
  names.flatMap((clock) => {
    const due = runningClock(context, clock)?.due ?? null;
    if (due === null) return [];
    const { calendar, round, now } = context;
    const extended = dueOn(calendar, calendar.addWorkingDays(due.day, workingDays));
    return [{ change: 'extended', clock, round, at: now, workingDays, due: extended, afterDue } as const];
  });

/**
 * Dates a running clock anew from its original start, with what it was extended by and what pauses gave back, on
 * today's calendar; undefined when the clock has no term of ours or nothing moves.
 */
export const reDateClock = (
  { calendar, now, round }: ClockContext,
  clock: SlaClock,
  term: Term | null = clock.term,
): ClockChange | undefined => {
  if (term === null || clock.originalDue === null || clock.term === null) return undefined;
  const later = (due: Due, workingDays: number): Due =>
    workingDays === 0 ? due : dueOn(calendar, calendar.addWorkingDays(due.day, workingDays));
  const originalDue = later(dueOfTerm(calendar, clock.startedAt, term), clock.givenBack);
  const due = later(originalDue, clock.extendedBy);
  if (due.at === clock.due?.at && originalDue.at === clock.originalDue.at) return undefined;
  return { change: 're-dated', clock: clock.clock, round, at: now, term, originalDue, due };
};

/** The working days that an agency has: what is left of the whole less one day for the approval, at least one. */
export const resolutionDue = (
  calendar: WorkingCalendar,
  now: Instant,
  overall: Due,
): { term: Term; due: Due } => {
  const today = calendar.dayOf(now);
  const left = calendar.workingDaysBetween(today, overall.day) - 1;
  const term: Term = { count: Math.max(1, left), unit: 'working-day' };
  return { term, due: dueOfTerm(calendar, now, term) };
};
