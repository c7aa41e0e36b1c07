import type { LocalDay, WorkingCalendar } from '../calendar/index.ts';
import { type Instant, keptBy } from '../engine/index.ts';
import { calendarOf } from './calendars.ts';
import {
  applyClockChanges,
  type ChangeOf,
  type ClockChange,
  type Due,
  type SlaClock,
  type Term,
} from './clock.ts';
import { type ClockDefinitions, type ClockPolicy, namesOfClocks, type TermRule } from './clock-policy.ts';
import {
  type ClockContext,
  type ClockStart,
  cancelClock,
  extendClock,
  pauseClock,
  reDateClock,
  reopenClock,
  resumeClock,
  resumeIfOver,
  runningClock,
  startClock,
  stopClock,
  unansweredAsBefore,
} from './clock-rules.ts';
import { dueOfTerm } from './due.ts';

/** The procedure and category of a report, which decide the terms of its clocks. */
export interface Classification {
  readonly procedure: string;
  readonly category: string | null;
}

/** What clocks need to know of an event that is being decided. */
export interface ClockEvent {
  readonly type: string;
  readonly at: Instant;
  /** The round of the event, and the round of the clocks that it starts where that is the next one. */
  readonly round: number;
  readonly newRound?: number;
  /** The classification after the event, and the one before where the event changes it. */
  readonly classification: Classification;
  readonly classifiedBefore?: Classification;
  /** Until when the citizen's answer is waited for after the event; clocks that the event starts are paused at once then. */
  readonly waitingUntil: Instant | null;
  readonly extension?: { readonly workingDays: number; readonly afterDue: boolean };
  /** The calendars of those parties that have one of their own. Default: the policy's. */
  readonly calendarOf?: { readonly [party: string]: WorkingCalendar | undefined };
  /** False for a case of another system: no term of ours applies. */
  readonly hasTerms: boolean;
}

/** The changes that an event makes to the clocks by the definitions of the policy. They are stored in the event, as facts. */
export const clockChangesOf = <Name extends string>(
  policy: ClockPolicy<Name>,
  clocks: readonly SlaClock<Name>[],
  event: ClockEvent,
): readonly ClockChange<Name>[] => {
  const moved = movedBy(policy.clocks, event.type);
  const made: ClockChange<Name>[] = [];
  let left: { readonly changes: number; readonly context: ClockContext<Name> } | undefined;
  /** The clocks after the changes so far. */
  const context = (): ClockContext<Name> => {
    // Computed again only after a change: most events ask five clocks and change one.
    if (left?.changes !== made.length) {
      const applied = applyClockChanges(clocks, made);
      left = {
        changes: made.length,
        context: { clocks: applied, round: event.round, now: event.at, policy },
      };
    }
    return left.context;
  };
  const running = (
    names: readonly Name[],
    changesOf: (context: ClockContext<Name>, clock: SlaClock<Name>) => readonly ClockChange<Name>[],
  ): void => {
    for (const name of names) {
      const now = context();
      const clock = runningClock(now, name);
      if (clock !== undefined) made.push(...changesOf(now, clock));
    }
  };

  // The term of a question may have run out before any timer fired: that change comes before those of this event.
  running(namesOfClocks(policy.clocks), resumeIfOver);
  running(moved.resumes, resumeClock);
  running(moved.stops, stopClock);
  running(moved.cancels, cancelClock);
  for (const name of moved.reopens) made.push(reopenClock(context(), name));
  if (event.extension !== undefined) {
    const { workingDays, afterDue } = event.extension;
    running(moved.extends, (now, clock) => extendClock(now, clock, workingDays, afterDue));
  }
  if (event.classifiedBefore !== undefined && event.hasTerms) {
    made.push(...reDatedByClassification(policy, context(), event.classification, event.classifiedBefore));
  }
  for (const name of moved.starts) made.push(started(name, context(), event, policy));
  const until = event.waitingUntil;
  const pause = (now: ClockContext<Name>, clock: SlaClock<Name>) =>
    pauseClock(now, clock, until ?? undefined);
  running(moved.pauses, pause);
  if (until !== null && until > event.at) {
    running(
      moved.starts.filter((name) => policy.clocks[name].pauses.length > 0),
      pause,
    );
  }
  return made;
};

/** How an event moves a clock. */
export const moves = ['starts', 'stops', 'cancels', 'reopens', 'pauses', 'resumes', 'extends'] as const;
type Moved<Name extends string> = { readonly [Move in (typeof moves)[number]]: readonly Name[] };

const movedByType = keptBy((_: object) => new Map<string, Moved<string>>());

/** The clocks that an event of a type moves, by what it does to them. Kept for each policy, because every command asks. */
const movedBy = <Name extends string>(clocks: ClockDefinitions<Name>, type: string): Moved<Name> => {
  // The map under these definitions has names of these clocks; the types cannot say so.
  const known = movedByType(clocks) as Map<string, Moved<Name>>;
  let moved = known.get(type);
  if (moved === undefined) {
    const named = (move: (typeof moves)[number]) =>
      namesOfClocks(clocks).filter((name) => clocks[name][move].includes(type));
    moved = {
      starts: named('starts'),
      stops: named('stops'),
      cancels: named('cancels'),
      reopens: named('reopens'),
      pauses: named('pauses'),
      resumes: named('resumes'),
      extends: named('extends'),
    };
    known.set(type, moved);
  }
  return moved;
};

const started = <Name extends string>(
  name: Name,
  context: ClockContext<Name>,
  event: ClockEvent,
  policy: ClockPolicy<Name>,
): ClockChange<Name> => {
  const inRound = { ...context, round: event.newRound ?? event.round };
  return startClock(inRound, name, startOf(name, inRound, event, policy));
};

const startOf = <Name extends string>(
  name: Name,
  context: ClockContext<Name>,
  { at, classification, calendarOf: calendars = {}, hasTerms }: ClockEvent,
  policy: ClockPolicy<Name>,
): ClockStart => {
  const { term: rule, answerableFor } = policy.clocks[name];
  const calendar = calendars[answerableFor] ?? policy.calendar;
  if (!hasTerms) return { term: null, due: null };
  if ('restOf' in rule) {
    const whole = runningClock(context, rule.restOf)?.due ?? null;
    return whole === null ? { term: null, due: null } : restOf(policy, rule, at, whole, calendar);
  }
  const term = termOf(rule, classification);
  const { receiptOnDayOff: receipt } = policy;
  return { term, due: dueOfTerm(calendar, at, term, { receiptOnDayOff: receipt }), receipt };
};

type OwnTerm = Exclude<TermRule, { readonly restOf: string }>;

/** The term of a clock for a report of this kind. */
export const termOf = (rule: OwnTerm, { procedure, category }: Classification): Term =>
  rule.byProcedure[procedure] ?? (category === null ? undefined : rule.byCategory[category]) ?? rule.term;

/**
 * What is left of another clock's time: up to the day before the working days that are kept, counted on the
 * agency's calendar; at least one of its working days, even when that is later than the whole allows.
 */
const restOf = (
  policy: Pick<ClockPolicy, 'calendar'>,
  { lessWorkingDays }: Pick<Extract<TermRule, { readonly restOf: string }>, 'lessWorkingDays'>,
  start: Instant,
  whole: Due,
  calendar: WorkingCalendar,
): { readonly term: Term; readonly due: Due } => {
  const last = dayBeforeLast(policy.calendar, whole.day, lessWorkingDays);
  const today = calendar.dayOf(start);
  const left = last <= today ? 0 : calendar.workingDaysBetween(today, last);
  const term: Term = { count: Math.max(1, left), unit: 'working-day' };
  const due = dueOfTerm(calendar, start, term);
  // If the whole ends on a projected day, the rest is as uncertain.
  return { term, due: whole.projected === true ? { ...due, projected: true } : due };
};

/** The day before the last `kept` working days up to a day. */
const dayBeforeLast = (calendar: WorkingCalendar, day: LocalDay, kept: number): LocalDay => {
  if (kept === 0) return day;
  const back = calendar.isWorkingDay(day) ? kept - 1 : kept;
  return calendar.addCalendarDays(calendar.addWorkingDays(day, -back), -1);
};

/** Re-dates the clocks whose term differs under the new classification, and the clocks whose term is what those leave. */
const reDatedByClassification = <Name extends string>(
  policy: ClockPolicy<Name>,
  context: ClockContext<Name>,
  classification: Classification,
  classifiedBefore: Classification,
): readonly ClockChange<Name>[] =>
  namesOfClocks(policy.clocks).flatMap((name): readonly ClockChange<Name>[] => {
    const rule = policy.clocks[name].term;
    if ('restOf' in rule) return [];
    const term = termOf(rule, classification);
    if (sameTerm(term, termOf(rule, classifiedBefore))) return [];
    const clock = runningClock(context, name);
    const moved = clock && reDateClock(context, clock, term);
    return moved === undefined ? [] : [moved, ...restsReDated(policy, context, name, moved)];
  });

const sameTerm = (a: Term, b: Term): boolean => a.count === b.count && a.unit === b.unit;

const restsReDated = <Name extends string>(
  policy: ClockPolicy<Name>,
  context: ClockContext<Name>,
  of: Name,
  whole: ChangeOf<'re-dated', Name>,
): readonly ClockChange<Name>[] =>
  namesOfClocks(policy.clocks).flatMap((name): readonly ClockChange<Name>[] => {
    const rule = policy.clocks[name].term;
    const clock = runningClock(context, name);
    if (!('restOf' in rule) || rule.restOf !== of || clock?.due == null) return [];
    if (whole.originalDue === null || whole.due === null) return [];
    const calendar = calendarOf(policy, clock.due);
    const original = restOf(policy, rule, clock.startedAt, whole.originalDue, calendar);
    const inForce = restOf(policy, rule, clock.startedAt, whole.due, calendar);
    const moved = { term: original.term, originalDue: original.due, due: inForce.due };
    return [
      {
        change: 're-dated',
        clock: name,
        round: clock.round,
        at: context.now,
        ...moved,
        ...unansweredAsBefore(policy, { ...clock, ...moved }),
      },
    ];
  });
