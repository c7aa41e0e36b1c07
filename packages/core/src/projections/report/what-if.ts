import { z } from 'zod';
import {
  type Instant,
  InvalidQuery,
  idInStream,
  instant,
  isUpTo,
  parseQuery,
  type RecordedEvent,
  withCorrections,
} from '../../engine/index.ts';
import type { ClockName, ReportState, RetentionExtent, SlaPolicy } from '../../report/index.ts';
import {
  type AgencyHistory,
  type ClockMove,
  clockMoves,
  type Replayed,
  replayUnder,
  reportWorkflow,
  retainedOf,
  retentionTerms,
} from '../../report/index.ts';
import type { Verdict } from '../../sla/index.ts';
import { moment } from '../moment.ts';
import type { CaseFacts } from './case-facts.ts';
import { evaluateCase } from './evaluated-case.ts';
import { type CountedCase, countedCase } from './figures/counted-case.ts';
import type { SlaQuery } from './figures/figure-queries.ts';
import { grouping, isWithin } from './figures/groups.ts';
import { type GroupKey, type SlaFigures, slaFiguresOf } from './figures/sla-figures.ts';
import { count, emptyTally } from './figures/tally.ts';
import { foldCase } from './fold-case.ts';

/** Which cases are held against each other, and the moment of their verdicts: what happened later is left out. */
export interface WhatIfQuery
  extends Pick<SlaQuery, 'cohort' | 'from' | 'to' | 'clock' | 'round' | 'groupBy' | 'within'> {
  readonly asOf: Instant;
}

/** A clock of a case that moves. */
export interface CaseMove extends ClockMove {
  readonly reportId: string;
}

/** The figures of a group as recorded, and under the other policy. */
export interface WhatIfFigures {
  readonly group: GroupKey;
  readonly before: SlaFigures;
  readonly after: SlaFigures;
}

/** How many clocks went from one verdict to another; null: no such clock, or a cancelled one. */
export interface VerdictMoves {
  readonly clock: ClockName;
  readonly before: Verdict | null;
  readonly after: Verdict | null;
  readonly clocks: number;
}

/** What has been held against each other so far. */
export interface WhatIfSums {
  readonly figures: readonly WhatIfFigures[];
  readonly moves: readonly VerdictMoves[];
  /** Cases of the cohort; those with a clock that is due at another moment, or judged otherwise under one of the readings. */
  readonly cases: number;
  readonly casesDueMoved: number;
  readonly casesJudgedOtherwise: number;
  /** Reports that are over a term of the other policy for what is personal: it goes as soon as that is in force. Of all, whatever the cohort. */
  readonly overTerm: { readonly [Extent in RetentionExtent]: number };
}

/** Keeps counts only, however many reports it is given. */
export interface WhatIf {
  /**
   * Takes a report with its events and answers what moves: nothing for a case that is in the cohort neither way.
   *
   * @throws UnknownCalendar, CalendarNotCovered; then the report is not counted
   */
  add(recorded: readonly RecordedEvent[]): readonly CaseMove[];
  sums(): WhatIfSums;
}

/** Whether a clock is judged otherwise, not only due at another moment. */
export const isJudgedOtherwise = ({ before, after }: ClockMove): boolean =>
  before.verdict !== after.verdict || before.againstOriginal !== after.againstOriginal;

const timesIn = ({ calendar: { startOf } }: SlaPolicy) =>
  z.looseObject({ from: moment(startOf).optional(), to: moment(startOf).optional(), asOf: instant() });

/**
 * Holds the history of reports against what it would have been under another policy and its calendars; how it is
 * replayed, {@link replayUnder} says.
 *
 * @throws InvalidPolicy; InvalidQuery for what is no moment, and a range that is empty
 */
export const whatIf = (policy: SlaPolicy, agencies: AgencyHistory, query: WhatIfQuery): WhatIf => {
  const { cohort, clock = 'overall', round = 'final', groupBy = [] } = query;
  const { from, to, asOf } = parseQuery(timesIn(policy), query);
  if (from !== undefined && to !== undefined && from >= to)
    throw new InvalidQuery('from is not before to: the range is empty', '/from');
  const replay = replayUnder(policy, agencies);
  const groups = grouping(
    groupBy,
    agencies.kindOf,
    () => ({ before: emptyTally(), after: emptyTally() }),
    query,
  );
  const verdictMoves = new Map<string, VerdictMoves>();
  const cases = { cases: 0, casesDueMoved: 0, casesJudgedOtherwise: 0 };
  const overTerm = { contact: 0, everything: 0 };
  const noteTerms = (report: ReportState): void => {
    if (report.hold !== null) return;
    for (const { rule, due } of retentionTerms(retainedOf(report), policy))
      if (due.at <= asOf) overTerm[rule.erases] += 1;
  };

  const countedIn = (facts: CaseFacts): { counted: CountedCase; day: string } | undefined => {
    // Another policy may start it with an event that never came.
    if (!facts.clocks.some((started) => started.clock === 'overall')) return undefined;
    const counted = countedCase(evaluateCase(facts, policy.calendar, asOf), clock, round);
    const [at, day] =
      cohort === 'submitted'
        ? [counted?.submittedAt, counted?.submittedDay]
        : [counted?.decidedAt, counted?.decidedDay];
    if (counted === undefined || at == null || day == null) return undefined;
    const isIn = (from === undefined || at >= from) && (to === undefined || at < to);
    return isIn && isWithin(query.within, counted, day, agencies.kindOf) ? { counted, day } : undefined;
  };

  const noteMoves = (moves: readonly ClockMove[]): void => {
    cases.cases += 1;
    if (moves.some(({ before, after }) => before.due?.at !== after.due?.at)) cases.casesDueMoved += 1;
    if (moves.some(isJudgedOtherwise)) cases.casesJudgedOtherwise += 1;
    for (const { clock: moved, before, after } of moves) {
      if (before.verdict === after.verdict) continue;
      const name = `${moved} ${before.verdict} ${after.verdict}`;
      const known = verdictMoves.get(name)?.clocks ?? 0;
      verdictMoves.set(name, {
        clock: moved,
        before: before.verdict,
        after: after.verdict,
        clocks: known + 1,
      });
    }
  };

  return {
    add(recorded) {
      const corrected = withCorrections(reportWorkflow, recorded);
      const happened = corrected.filter((event) => isUpTo({ at: asOf }, event));
      const replayed = replay(happened);
      const reportId = idInStream(reportWorkflow, happened[0]?.stream ?? '');
      if (replayed === undefined || reportId === undefined) return [];
      noteTerms(replayed.after);
      const facts = factsOf(happened, replayed);
      const [before, after] = [countedIn(facts.before), countedIn(facts.after)];
      if (before !== undefined)
        for (const sums of groups.at(before.counted, before.day)) count(sums.before, before.counted);
      if (after !== undefined)
        for (const sums of groups.at(after.counted, after.day)) count(sums.after, after.counted);
      if (before === undefined && after === undefined) return [];
      const moves = clockMoves(replayed.before, replayed.after, asOf);
      noteMoves(moves);
      return moves.map((move) => ({ reportId, ...move }));
    },
    sums: () => ({
      ...cases,
      overTerm: { ...overTerm },
      figures: groups.entries().map(([group, sums]) => ({
        group,
        before: slaFiguresOf(group, sums.before),
        after: slaFiguresOf(group, sums.after),
      })),
      moves: [...verdictMoves.values()].sort((a, b) => b.clocks - a.clocks),
    }),
  };
};

/** The facts of a case both ways: all that differs are its clocks. */
const factsOf = (
  recorded: readonly RecordedEvent[],
  { after }: Replayed,
): { readonly before: CaseFacts; readonly after: CaseFacts } => {
  let facts: CaseFacts | undefined;
  for (const event of recorded) facts = foldCase(facts, event);
  if (facts === undefined) throw new TypeError('a report without events');
  return { before: facts, after: { ...facts, clocks: after.clocks } };
};
