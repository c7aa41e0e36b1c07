import type { CalendarDay, LocalDay, WorkingCalendar } from '../calendar/index.ts';
import type { Instant, Revision } from '../engine/index.ts';
import { calendarIdOf } from './calendars.ts';
import {
  applyClockChanges,
  type ClockChange,
  type Due,
  type Receipt,
  type SlaClock,
  type Term,
} from './clock.ts';
import type { ClockPolicy, TermRule } from './clock-policy.ts';
import { reDateClock } from './clock-rules.ts';
import { type ExplainedDay, explainedDays } from './explained-days.ts';
import { type ClockVerdicts, verdictsOf } from './verdict.ts';

/** One change of a clock with the event that made it. */
export interface ClockFact<Name extends string = string> {
  readonly change: ClockChange<Name>;
  readonly event: string;
  readonly revision: Revision;
  readonly recordedAt: Instant;
  /** What the event gives as its reason, where the reader may see it. */
  readonly reason: string | null;
}

/** A pause, with the days that were given back. */
export interface ExplainedPause {
  readonly from: Instant;
  /** Null while it lasts. */
  readonly to: Instant | null;
  /** Whole days strictly between, in the unit of the term. */
  readonly givenBack: number;
}

export interface ExplainedExtension {
  readonly at: Instant;
  readonly workingDays: number;
  readonly from: LocalDay | null;
  readonly to: LocalDay;
  /** Asked for when the due moment had passed: the clock stays late. */
  readonly afterDue: boolean;
  readonly reason: string | null;
}

/** A due day that was computed anew, on another calendar or for another term. */
export interface ExplainedReDating {
  readonly at: Instant;
  readonly event: string;
  readonly from: LocalDay | null;
  readonly to: LocalDay | null;
  readonly term: Term | null;
  readonly calendar: string | null;
  readonly reason: string | null;
}

/** Why a clock is due when it is, and what its verdict is: everything that it takes to count it again by hand. */
export interface Explanation<Name extends string = string, Party extends string = string> {
  readonly clock: Name;
  readonly round: number;
  readonly answerableFor: Party;
  /** What had happened by then is taken into account. */
  readonly asOf: Instant;
  readonly startedBy: { readonly event: string; readonly revision: Revision };
  readonly startedAt: Instant;
  /** The day of the event, which is not counted; with a deemed receipt the next working day. Null without a due of ours. */
  readonly startDay: LocalDay | null;
  readonly receipt: Receipt;
  /** Null: no term applies, or the due instant came with the case. */
  readonly term: Term | null;
  /** How the policy in force comes to the term. */
  readonly rule: TermRule<Name>;
  /** Whose clocks tell the instants: that of the calendar, or without one the policy's. */
  readonly zone: string;
  readonly calendar: {
    readonly id: string;
    /** On which the due day was computed. */
    readonly version: string;
    readonly zone: string;
    /** The version on which the days below are told: the same one wherever the policy still has it. */
    readonly explainedOn: string;
    /** What the calendar in force would give, when that is another version. Nothing moves by itself. */
    readonly inForce: { readonly version: string; readonly due: LocalDay } | null;
  } | null;
  /** The least certain day that was counted on. */
  readonly status: CalendarDay['status'];
  readonly days: readonly ExplainedDay[];
  readonly pauses: readonly ExplainedPause[];
  readonly extensions: readonly ExplainedExtension[];
  readonly reDatings: readonly ExplainedReDating[];
  /** Without extensions. */
  readonly originalDue: Due | null;
  /** In force. `at` is the first instant that is late. */
  readonly due: Due | null;
  readonly pausedAt: Instant | null;
  readonly stoppedAt: Instant | null;
  readonly stoppedBy: string | null;
  /** It ended without a verdict. */
  readonly cancelledAt: Instant | null;
  /** Since when it is late for good, whatever moved the due moment afterwards. */
  readonly lateSince: Instant | null;
  /** Null for a clock that was cancelled. */
  readonly verdicts: ClockVerdicts | null;
}

/**
 * Explains the last clock of a name in a round (the last one of all rounds when none is given), from the facts in order;
 * undefined when there is none.
 */
export const explainClock = <Name extends string, Party extends string>(
  policy: ClockPolicy<Name, Party>,
  facts: readonly ClockFact<Name>[],
  {
    clock: name,
    round,
    asOf,
  }: { readonly clock: NoInfer<Name>; readonly round?: number; readonly asOf: Instant },
): Explanation<Name, Party> | undefined => {
  const start = facts.findLast(
    ({ change }) =>
      change.change === 'started' && change.clock === name && (round === undefined || change.round === round),
  );
  if (start === undefined) return undefined;
  const own = facts
    .slice(facts.indexOf(start))
    .filter(({ change }) => change.clock === name && change.round === start.change.round);
  const clock = applyClockChanges(
    [],
    own.map(({ change }) => change),
  )[0];
  if (clock === undefined) return undefined;
  const calendar = clock.due === null ? undefined : calendarThen(policy, clock.due);
  const pauses = pausesOf(own);
  const days = calendar === undefined ? [] : explainedDays(calendar, clock, pauses);
  const { answerableFor, term: rule } = policy.clocks[name];
  const { startedAt, receipt, term, originalDue, due, pausedAt, stoppedAt, cancelledAt, lateSince } = clock;
  return {
    clock: name,
    round: clock.round,
    answerableFor,
    asOf,
    startedBy: { event: start.event, revision: start.revision },
    startedAt,
    startDay: days[0]?.day ?? null,
    receipt,
    term,
    rule,
    zone: (calendar ?? policy.calendar).zone,
    calendar:
      calendar === undefined || due?.calendar == null
        ? null
        : {
            id: calendar.id,
            version: due.calendar,
            zone: calendar.zone,
            explainedOn: calendar.versionOn(due.day),
            inForce: inForce(policy, clock, asOf),
          },
    status: leastCertain(days),
    days,
    pauses,
    extensions: extensionsOf(own),
    reDatings: reDatingsOf(own),
    originalDue,
    due,
    pausedAt,
    stoppedAt,
    stoppedBy: own.findLast(({ change }) => change.change === 'stopped')?.event ?? null,
    cancelledAt,
    lateSince,
    verdicts: verdictsOf(clock, asOf) ?? null,
  };
};

/** The calendar of the version on which a due day was computed, else the one in force of the same id. */
const calendarThen = (
  { calendars, formerCalendars }: Pick<ClockPolicy, 'calendars' | 'formerCalendars'>,
  { calendar: version }: Due,
): WorkingCalendar | undefined =>
  version === null
    ? undefined
    : ([...calendars, ...formerCalendars].find((calendar) => isOfVersion(calendar, version)) ??
      calendars.find(({ id }) => id === calendarIdOf(version)));

/** Whether it is the calendar of a version, or goes on beyond its end as that version does. */
const isOfVersion = ({ version, beyond }: WorkingCalendar, wanted: string): boolean =>
  version === wanted || (beyond !== undefined && wanted.startsWith(`${version}+`));

/** Where the due day would be on the calendar in force, when that is not the one of the due day. */
const inForce = (
  policy: ClockPolicy,
  clock: SlaClock,
  now: Instant,
): { readonly version: string; readonly due: LocalDay } | null => {
  const version = clock.due?.calendar;
  if (clock.due === null || version == null) return null;
  const current = policy.calendars.find(({ id }) => id === calendarIdOf(version));
  if (current === undefined || isOfVersion(current, version)) return null;
  const moved = reDateClock({ clocks: [clock], round: clock.round, now, policy }, clock);
  return { version: current.version, due: moved?.due?.day ?? clock.due.day };
};

const pausesOf = (facts: readonly ClockFact[]): readonly ExplainedPause[] =>
  facts.flatMap(({ change }, index): readonly ExplainedPause[] => {
    if (change.change !== 'paused') return [];
    const end = facts
      .slice(index)
      .map((fact) => fact.change)
      .find((later) => ['resumed', 'cancelled'].includes(later.change));
    const givenBack = end?.change === 'resumed' ? end.givenBack : 0;
    return [{ from: change.at, to: end?.at ?? null, givenBack }];
  });

const extensionsOf = (facts: readonly ClockFact[]): readonly ExplainedExtension[] =>
  facts.flatMap(({ change, reason }, index): readonly ExplainedExtension[] => {
    if (change.change !== 'extended') return [];
    const { at, workingDays, due, afterDue } = change;
    return [{ at, workingDays, from: dueBefore(facts, index), to: due.day, afterDue, reason }];
  });

const reDatingsOf = (facts: readonly ClockFact[]): readonly ExplainedReDating[] =>
  facts.flatMap(({ change, event, reason }, index): readonly ExplainedReDating[] => {
    if (change.change !== 're-dated') return [];
    const { at, due, term } = change;
    const [from, to] = [dueBefore(facts, index), due?.day ?? null];
    return [{ at, event, from, to, term, calendar: due?.calendar ?? null, reason }];
  });

const dueBefore = (facts: readonly ClockFact[], index: number): LocalDay | null =>
  applyClockChanges(
    [],
    facts.slice(0, index).map(({ change }) => change),
  )[0]?.due?.day ?? null;

const leastCertain = (days: readonly ExplainedDay[]): CalendarDay['status'] => {
  if (days.some(({ status }) => status === 'projected')) return 'projected';
  return days.some(({ status }) => status === 'provisional') ? 'provisional' : 'confirmed';
};
