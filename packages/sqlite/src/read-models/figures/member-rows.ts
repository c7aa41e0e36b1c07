import type { Instant } from '@phananh/core';
import type {
  CaseTimes,
  CohortQuery,
  CountedCase,
  EvaluatedCase,
  Grouped,
  SlaQuery,
} from '@phananh/core/read-models';
import type { ReportPhase } from '@phananh/core/reports';
import { groupedColumns, type InRow, labelsOfText, outcomeOf } from './grouped.ts';
import { type Moment, never } from './moment.ts';
import { type CohortBound, withinBound, withinConditions } from './within.ts';

/** A case of a cohort, and what it counts as. */
export interface CohortMember {
  readonly caseNumber: number;
  readonly counted: CountedCase;
  /** In which it was at the moment. */
  readonly phase: ReportPhase;
  /** Null while it is undecided. */
  readonly times: CaseTimes | null;
  /** The day that puts it into the cohort. */
  readonly day: string;
  /** The case itself, when it had to be looked at; else its row says everything. */
  readonly row: EvaluatedCase | undefined;
}

/** Cases that are read at once. Between two pages others are served. */
export const casesPerPage = 2_000;

export interface MemberRow extends InRow<Grouped> {
  readonly caseNumber: number;
  /** 1 when the row stands for the moment as it is. */
  readonly asIs: number;
  /** 1 when it had events after the cut. */
  readonly affected: number;
  readonly phase: ReportPhase;
  readonly submittedAt: Instant;
  readonly submittedDay: string;
  readonly decidedAt: Instant | null;
  readonly decidedDay: string | null;
  readonly verdict: CountedCase['verdict'];
  readonly againstOriginal: CountedCase['againstOriginal'];
  readonly assigned: number;
  readonly returned: number;
  readonly extended: number;
  readonly published: number;
  readonly disputed: number;
  readonly disputeDecided: number;
  readonly upheld: number;
  readonly reopened: number;
  readonly undecided: number;
  readonly times: string | null;
}

/** Which cases, and whether their rows stand for the moment. */
export const memberSql = (query: SlaQuery, present: boolean): string => {
  const { cohort, from, to, clock = 'overall', round = 'final' } = query;
  const isOverall = clock === 'overall';
  const prefix = round === 'first' ? 'first_' : '';
  const decidedAt = isOverall ? `f.${prefix}decided_at` : 'c.stopped_at';
  const affected = '(f.occurred_at > @asOf OR f.recorded_at > @knownAt)';
  // A running clock is judged at the moment; a row that was not brought up to now is, too.
  const asIs = present
    ? '(f.verdict_changes_at IS NULL OR f.verdict_changes_at > @asOf)'
    : `(NOT ${affected} AND ${decidedAt} IS NOT NULL)`;
  // What is corrected now began at another time, as it was known then.
  const orCorrected = present ? '' : ' OR f.corrections > 0';
  const conditions = [
    'f.case_number > @after',
    ...(present ? [] : ['(f.submitted_at <= @asOf OR f.corrections > 0)', 'f.first_recorded_at <= @knownAt']),
    ...(cohort === 'submitted' && from !== undefined ? [`(f.submitted_at >= @from${orCorrected})`] : []),
    ...(to === undefined ? [] : [`(f.submitted_at < @to${orCorrected})`]),
    // Decided later than the range, or not: no matter when it is looked at, a case decided in it has not been decided before.
    ...(cohort === 'decided' && present ? [`(${decidedAt} IS NOT NULL)`] : []),
    ...(cohort === 'decided' && present && from !== undefined ? [`${decidedAt} >= @from`] : []),
    ...(cohort === 'decided' && present && to !== undefined ? [`${decidedAt} < @to`] : []),
    // At another moment a case may have been another agency's.
    ...(present ? withinConditions(query) : []),
  ];
  const times = ['total', 'centre', 'agency', 'citizen']
    .flatMap((holder) => [`${holder}_working_days`, `${holder}_calendar_days`])
    .map((column) => `coalesce(f.${column}, '')`)
    .join(" || ',' || ");
  // A clock other than the overall one has a row only where it ran; a past one may have run where it does not count now.
  const join = isOverall
    ? ''
    : `${present ? '' : 'LEFT '}JOIN case_clocks c ON c.case_number = f.case_number AND c.clock = @clock AND c.counts_${round} = 1`;
  return `SELECT f.case_number AS caseNumber, coalesce(${asIs}, 0) AS asIs, ${present ? '0' : affected} AS affected,
    f.phase, f.agency_id AS agencyId, ${groupedColumns(query)},
    ${outcomeOf(round)} AS outcome, f.submitted_at AS submittedAt, f.submitted_day AS submittedDay,
    ${decidedAt} AS decidedAt, ${isOverall ? `f.${prefix}decided_day` : 'c.stopped_day'} AS decidedDay,
    ${isOverall ? `f.${prefix}verdict` : 'c.verdict'} AS verdict,
    ${isOverall ? `f.${prefix}against_original` : 'c.against_original'} AS againstOriginal,
    f.assignments > 0 AS assigned, f.returns > 0 AS returned, f.extensions_granted > 0 AS extended,
    f.published_at IS NOT NULL AS published, f.disputes > 0 AS disputed, f.disputes_decided > 0 AS disputeDecided,
    f.disputes_upheld > 0 AS upheld, f.round > 1 AS reopened,
    f.decided_at IS NULL AS undecided, ${times} AS times
    FROM case_facts f ${join}
    WHERE ${conditions.join(' AND ')} ORDER BY f.case_number LIMIT ${casesPerPage}`;
};

export const boundOf = (
  { from, to, clock, ...query }: CohortQuery,
  { asOf, cut }: Moment,
  after: number,
): CohortBound => ({
  after,
  ...withinBound(query),
  asOf,
  knownAt: cut?.knownAt ?? never,
  from: from ?? null,
  to: to ?? null,
  clock: clock ?? null,
});

export const dayOfCohort = (counted: CountedCase, { cohort }: CohortQuery): string =>
  cohort === 'submitted' ? counted.submittedDay : (counted.decidedDay ?? '');

export const memberOfRow = (row: MemberRow, query: CohortQuery): CohortMember => {
  const counted: CountedCase = {
    agencyId: row.agencyId,
    category: row.category,
    labels: labelsOfText(row.labels),
    areaCode: row.areaCode,
    channel: row.channel,
    procedure: row.procedure,
    priority: row.priority,
    outcome: row.outcome,
    submittedAt: row.submittedAt,
    submittedDay: row.submittedDay,
    decidedAt: row.decidedAt,
    decidedDay: row.decidedDay,
    verdict: row.verdict,
    againstOriginal: row.againstOriginal,
    assigned: row.assigned === 1,
    returned: row.returned === 1,
    extended: row.extended === 1,
    published: row.published === 1,
    disputed: row.disputed === 1,
    disputeDecided: row.disputeDecided === 1,
    upheld: row.upheld === 1,
    reopened: row.reopened === 1,
  };
  const times = row.undecided === 1 ? null : timesOf(row.times ?? '');
  const { caseNumber, phase } = row;
  return { caseNumber, counted, phase, times, day: dayOfCohort(counted, query), row: undefined };
};

const timesOf = (text: string): CaseTimes => {
  const days = text.split(',').map((one) => (one === '' ? null : Number(one)));
  const held = (index: number) => ({ workingDays: days[index] ?? null, calendarDays: days[index + 1] ?? 0 });
  return { total: held(0), centre: held(2), agency: held(4), citizen: held(6) };
};
