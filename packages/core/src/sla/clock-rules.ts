import { dayNumberOf, type WorkingCalendar } from '../calendar/index.ts';
import type { Instant } from '../engine/index.ts';
import { calendarOf, isOlderVersion } from './calendars.ts';
import {
  type ChangeOf,
  type ClockChange,
  type Due,
  isOriginalPast,
  isPast,
  type Receipt,
  type SlaClock,
  type Term,
  type Unanswered,
} from './clock.ts';
import type { ClockPolicy } from './clock-policy.ts';
import { correspondingDay, dayOfReceipt, dueOn } from './due.ts';

/** Everything that the rules of clocks depend on. */
export interface ClockContext<Name extends string = string> {
  readonly clocks: readonly SlaClock<Name>[];
  readonly round: number;
  readonly now: Instant;
  readonly policy: Pick<ClockPolicy, 'calendar' | 'calendars'>;
}

/** The clock of this name that runs in this round, paused or not. */
export const runningClock = <Name extends string>(
  { clocks, round }: { readonly clocks: readonly SlaClock<Name>[]; readonly round: number },
  name: NoInfer<Name>,
): SlaClock<Name> | undefined => {
  // A loop and no `findLast`: its closure would be made for five clocks and more at every event.
  for (let index = clocks.length - 1; index >= 0; index--) {
    const clock = clocks[index];
    if (clock?.clock === name && clock.round === round && isRunning(clock)) return clock;
  }
  return undefined;
};

const isRunning = ({ stoppedAt, cancelledAt }: SlaClock): boolean =>
  stoppedAt === null && cancelledAt === null;

/** Starts a clock with its due, or without one where no term applies. `receipt`: how a receipt on a day off was counted. */
export const startClock = <Name extends string>(
  { round, now }: Pick<ClockContext, 'round' | 'now'>,
  clock: Name,
  { term, due, receipt = 'as-received' }: ClockStart,
): ChangeOf<'started', Name> => ({
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
export const stopClock = <Name extends string>(
  context: ClockContext,
  clock: SlaClock<Name>,
): readonly ClockChange<Name>[] => [
  ...resumeClock(context, clock),
  { change: 'stopped', clock: clock.clock, round: clock.round, at: context.now },
];

/** Ends a clock without a verdict. */
export const cancelClock = <Name extends string>(
  { now }: ClockContext,
  { clock, round }: SlaClock<Name>,
): readonly ClockChange<Name>[] => [{ change: 'cancelled', clock, round, at: now }];

/** Lets the last clock of this name run on, due as before. */
export const reopenClock = <Name extends string>(
  { round, now }: ClockContext,
  clock: Name,
): ChangeOf<'reopened', Name> => ({
  change: 'reopened',
  clock,
  round,
  at: now,
});

/**
 * Pauses a clock, unless it is paused, late or without a due: waiting cures no lateness.
 *
 * @param until the end of the term of the question: from then on the clock runs again, answered or not
 */
export const pauseClock = <Name extends string>(
  { now, policy }: ClockContext,
  clock: SlaClock<Name>,
  until: Instant | undefined,
): readonly ClockChange<Name>[] =>
  clock.due === null || clock.pausedAt !== null || isPast(clock.due, now)
    ? []
    : [
        {
          change: 'paused',
          clock: clock.clock,
          round: clock.round,
          at: now,
          ...(until !== undefined && unansweredBy(policy, { ...clock, pausedAt: now }, until)),
        },
      ];

/** How a paused clock goes on from the end of the question's term when nobody answers. */
const unansweredBy = (
  policy: ClockContext['policy'],
  clock: SlaClock,
  until: Instant,
): { unanswered?: Unanswered } => {
  const moved = resumption(policy, clock, until);
  return moved === undefined ? {} : { unanswered: { at: until, ...moved } };
};

/**
 * Resumes a paused clock: the whole days strictly between question and answer are given back, working days where the
 * term is in working days, else calendar days. An answer that comes after the term of the question gives back what
 * silence gives back: the clock ran again from the end of that term. An original due that had passed before the question stays:
 * waiting cures no lateness.
 */
export const resumeClock = <Name extends string>(
  { now, policy }: ClockContext,
  clock: SlaClock<Name>,
): readonly ClockChange<Name>[] => {
  const { unanswered } = clock;
  const isOver = unanswered !== null && now >= unanswered.at;
  const moved = isOver ? unanswered : resumption(policy, clock, now);
  if (clock.pausedAt === null || moved === undefined) return [];
  const { givenBack, originalDue, due } = moved;
  return [
    {
      change: 'resumed',
      clock: clock.clock,
      round: clock.round,
      at: isOver ? unanswered.at : now,
      givenBack,
      originalDue,
      due,
    },
  ];
};

/** Resumes a clock whose question's term has run out, whether or not a timer was there to say so. */
export const resumeIfOver = <Name extends string>(
  context: ClockContext,
  clock: SlaClock<Name>,
): readonly ClockChange<Name>[] =>
  clock.unanswered !== null && context.now >= clock.unanswered.at ? resumeClock(context, clock) : [];

const resumption = (
  policy: ClockContext['policy'],
  clock: SlaClock,
  at: Instant,
): Omit<Unanswered, 'at'> | undefined => {
  if (clock.pausedAt === null || clock.due === null || clock.originalDue === null) return undefined;
  const calendar = calendarOf(policy, clock.due);
  const givenBack = wholeDaysBetween(calendar, clock.pausedAt, at, clock.term);
  const moved =
    clock.term === null || inWorkingDays(clock.term)
      ? {
          originalDue: later(calendar, clock.originalDue, givenBack),
          due: later(calendar, clock.due, givenBack),
        }
      : duesFromStart(calendar, clock, clock.term, clock.givenBack + givenBack);
  const wasPast = isPast(clock.originalDue, clock.pausedAt);
  return { givenBack, originalDue: wasPast ? clock.originalDue : moved.originalDue, due: moved.due };
};

/** Whether a clock's days are working days; also for a due that was taken over from another system, without a term. */
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
export const extendClock = <Name extends string>(
  { now, policy }: ClockContext,
  clock: SlaClock<Name>,
  workingDays: number,
  afterDue: boolean,
): readonly ClockChange<Name>[] => {
  if (clock.due === null) return [];
  const due = later(calendarOf(policy, clock.due), clock.due, workingDays);
  const extended = { ...clock, due, extendedBy: clock.extendedBy + workingDays };
  const { clock: name, round } = clock;
  return [
    {
      change: 'extended',
      clock: name,
      round,
      at: now,
      workingDays,
      due,
      afterDue,
      ...unansweredAsBefore(policy, extended),
    },
  ];
};

/** A pause that goes on over a moved due: what it gives back is added to the new one. */
export const unansweredAsBefore = (
  policy: ClockContext['policy'],
  clock: SlaClock,
): { unanswered?: Unanswered } =>
  clock.unanswered === null ? {} : unansweredBy(policy, clock, clock.unanswered.at);

/**
 * Dates a running clock anew from its original start, with what it was extended by and what pauses gave back, on
 * the calendar of its id that is in force now. An original due that has passed stays. Undefined when the clock has no term of ours or
 * nothing moves; a due that was projected and is on announced days now moves even where its day is the same.
 */
export const reDateClock = <Name extends string>(
  { now, policy }: ClockContext,
  clock: SlaClock<Name>,
  term: Term | null = clock.term,
): ChangeOf<'re-dated', Name> | undefined => {
  if (term === null || clock.originalDue === null || clock.term === null) return undefined;
  const calendar = calendarOf(policy, clock.originalDue);
  const { originalDue: computed, due } = duesFromStart(calendar, clock, term, clock.givenBack);
  const originalDue = isOriginalPast(clock, now) ? clock.originalDue : computed;
  const stays = due.at === clock.due?.at && originalDue.at === clock.originalDue.at;
  if (stays && !isConfirmed(clock.due, due)) return undefined;
  const reDated = { ...clock, term, originalDue, due };
  return {
    change: 're-dated',
    clock: clock.clock,
    round: clock.round,
    at: now,
    term,
    originalDue,
    due,
    ...unansweredAsBefore(policy, reDated),
  };
};

/** Whether a due that was projected is counted on days that are announced now. The same calendar announces nothing. */
const isConfirmed = (before: Due | null, due: Due): boolean =>
  before?.projected === true &&
  due.projected !== true &&
  isOlderVersion(before.calendar ?? '', due.calendar ?? '');

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
