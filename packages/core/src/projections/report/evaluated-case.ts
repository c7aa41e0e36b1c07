import { dayNumberOf, type LocalDay, type WorkingCalendar } from '../../calendar/index.ts';
import type { Instant } from '../../engine/index.ts';
import type { ReportClock } from '../../report/index.ts';
import { type ClockVerdicts, verdictsOf } from '../../sla/index.ts';
import { localDay } from '../tables/table.ts';
import { type CaseFacts, finalClockOf, firstClockOf, type Holder, holders } from './case-facts.ts';

/** A case with its verdicts at a moment, and with days of a calendar. */
export interface EvaluatedCase {
  readonly facts: CaseFacts;
  readonly calendar: WorkingCalendar;
  /** The moment of the verdicts. */
  readonly asOf: Instant;
  /** The overall clock of the first round and of the present one. */
  readonly first: EvaluatedClock;
  readonly final: EvaluatedClock;
  readonly clocks: readonly EvaluatedClock[];
  readonly submittedDay: LocalDay;
  /** When a verdict is another one although nothing happens; null: never. */
  readonly changesAt: Instant | null;
  /** How long it was where, while the overall clocks ran; null while one still runs. */
  readonly times: CaseTimes | null;
}

export interface EvaluatedClock {
  readonly clock: ReportClock;
  /** Undefined of one that was cancelled. */
  readonly verdicts: ClockVerdicts | undefined;
  readonly stoppedDay: LocalDay | null;
  /** Whether it stands for its name in the first round, and in the last round that it ran in. */
  readonly countsFirst: boolean;
  readonly countsFinal: boolean;
}

/** Days, as terms count them: the day on which somebody got it is not counted. Working days are null where no calendar covers them. */
export interface HeldDays {
  readonly calendarDays: number;
  readonly workingDays: number | null;
}
export type CaseTimes = { readonly [H in Holder | 'total']: HeldDays };

/** The verdicts and days of a case at a moment. */
export const evaluateCase = (facts: CaseFacts, calendar: WorkingCalendar, asOf: Instant): EvaluatedCase => {
  const clocks = facts.clocks.map((clock) => evaluatedClock(clock, facts.clocks, calendar, asOf));
  const of = (clock: ReportClock): EvaluatedClock => {
    const evaluated = clocks[facts.clocks.indexOf(clock)];
    if (evaluated === undefined) throw new TypeError('a clock of another case');
    return evaluated;
  };
  const final = of(finalClockOf(facts));
  return {
    facts,
    calendar,
    asOf,
    first: of(firstClockOf(facts)),
    final,
    clocks,
    submittedDay: localDay(calendar, facts.submittedAt),
    changesAt: facts.clocks.reduce((next, clock) => earlier(next, nextChangeOf(clock, asOf)), never),
    times: final.clock.stoppedAt === null ? null : timesOf(facts, calendar, final.clock.stoppedAt),
  };
};

const never: Instant | null = null;
const earlier = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null || (b !== null && b < a) ? b : a;

const evaluatedClock = (
  clock: ReportClock,
  clocks: readonly ReportClock[],
  calendar: WorkingCalendar,
  asOf: Instant,
): EvaluatedClock => {
  const isAlike = (other: ReportClock): boolean => other.clock === clock.clock && other.cancelledAt === null;
  return {
    clock,
    verdicts: verdictsOf(clock, asOf),
    stoppedDay: clock.stoppedAt === null ? null : localDay(calendar, clock.stoppedAt),
    countsFirst: clocks.findLast((other) => other.round === 1 && isAlike(other)) === clock,
    countsFinal: clocks.findLast(isAlike) === clock,
  };
};

/** The next moment at which a running clock is judged otherwise: its dues, and the end of a question's term. */
const nextChangeOf = (clock: ReportClock, asOf: Instant): Instant | null => {
  const { stoppedAt, cancelledAt, pausedAt, unanswered } = clock;
  if (stoppedAt !== null || cancelledAt !== null) return null;
  if (pausedAt !== null && unanswered === null) return null;
  const { originalDue, due } = unanswered ?? clock;
  let next: Instant | null = null;
  for (const at of [unanswered?.at, originalDue?.at, due?.at])
    if (at !== undefined && at > asOf) next = earlier(next, at);
  return next;
};

const timesOf = (facts: CaseFacts, calendar: WorkingCalendar, until: Instant): CaseTimes => {
  const sums = { centre: noDays(), agency: noDays(), citizen: noDays() };
  for (const [index, { holder, from }] of facts.held.entries()) {
    if (holder === null) continue;
    const to = facts.held[index + 1]?.from ?? until;
    sums[holder] = plus(sums[holder], daysBetween(calendar, from, to));
  }
  return { ...sums, total: holders.reduce((sum, holder) => plus(sum, sums[holder]), noDays()) };
};

const noDays = (): HeldDays => ({ calendarDays: 0, workingDays: 0 });

const plus = (a: HeldDays, b: HeldDays): HeldDays => ({
  calendarDays: a.calendarDays + b.calendarDays,
  workingDays: a.workingDays === null || b.workingDays === null ? null : a.workingDays + b.workingDays,
});

const daysBetween = (calendar: WorkingCalendar, from: Instant, to: Instant): HeldDays => {
  const [first, last] = [localDay(calendar, from), localDay(calendar, to)];
  const covered = first >= calendar.window.from && last <= calendar.window.to;
  return {
    calendarDays: dayNumberOf(last) - dayNumberOf(first),
    workingDays: covered ? calendar.workingDaysBetween(first, last) : null,
  };
};
