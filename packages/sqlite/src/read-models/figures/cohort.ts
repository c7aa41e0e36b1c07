import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { EventStore, Instant, Position, RecordedEvent, Revision } from '@phananh/core';
import { correctedUpTo, InvalidQuery, StreamDeleted, streamOf, type UpTo } from '@phananh/core/engine';
import {
  asksLabels,
  asShownNow,
  type CaseFacts,
  type CaseTimes,
  type CohortQuery,
  type CountedCase,
  countedCase,
  type EvaluatedCase,
  evaluateCase,
  foldCase,
  type Grouped,
  type SlaQuery,
} from '@phananh/core/read-models';
import { reportWorkflow } from '@phananh/core/reports';
import type { Database } from 'better-sqlite3';
import { skippedRevisions } from '../building/skipped-events.ts';
import { boundWanted, hasLabel, isWanted } from '../reading/any-of.ts';
import { followedStream } from '../reading/followed-stream.ts';
import { snapshotOf } from '../reading/snapshot.ts';
import { factsOfText } from '../report/state-text.ts';
import type { FigureSource } from './source.ts';

/** A case of a cohort, and what it counts as. */
export interface CohortMember {
  readonly caseNumber: number;
  readonly counted: CountedCase;
  /** Null while it is undecided. */
  readonly times: CaseTimes | null;
  /** The day that puts it into the cohort. */
  readonly day: string;
  /** The case itself, when it had to be looked at; else its row says everything. */
  readonly row: EvaluatedCase | undefined;
}

/** What a query means: the moment of the verdicts, and what of the past it is about. */
export interface Moment {
  readonly asOf: Instant;
  /** Undefined: everything that the log holds counts. */
  readonly cut: UpTo | undefined;
}

/** @throws {@link InvalidQuery} for a range that is empty or a moment that is to come */
export const momentOf = ({
  from,
  to,
  asOf,
  knownAt,
  now,
}: Pick<CohortQuery, 'from' | 'to' | 'asOf' | 'knownAt' | 'now'>): Moment => {
  if (from !== undefined && to !== undefined && from >= to)
    throw new InvalidQuery('from is not before to: the range is empty', '/from');
  for (const [name, at] of [
    ['asOf', asOf],
    ['knownAt', knownAt],
  ] as const)
    if (at !== undefined && at > now) throw new InvalidQuery(`${name} is in the future`, `/${name}`);
  if (asOf === undefined && knownAt === undefined) return { asOf: now, cut: undefined };
  return {
    asOf: asOf ?? knownAt ?? now,
    cut: { ...(asOf !== undefined && { at: asOf }), ...(knownAt !== undefined && { knownAt }) },
  };
};

/** Whether rows stand for a moment: verdicts that were brought up to a later one say nothing about it. */
export const isPresent = (database: Database, { asOf, cut }: Moment): boolean => {
  if (cut !== undefined) return false;
  const settledAt = database.prepare<[], string>('SELECT at FROM settled').pluck().get();
  return settledAt === undefined || settledAt <= asOf;
};

/** Cases that are read at once. Between two pages others are served. */
const casesPerPage = 2_000;

/**
 * The cases of a cohort in the order of their numbers, each with what it counts as at the moment of the query. All of
 * them are of one state of the read models, however long it takes.
 */
export async function* cohortMembers(
  source: FigureSource,
  query: SlaQuery,
  after = -1,
): AsyncGenerator<CohortMember> {
  const moment = momentOf(query);
  const { database, release } = snapshotOf(source.database);
  try {
    const page = database.prepare<[Bound], MemberRow>(memberSql(query, isPresent(database, moment)));
    const state = database
      .prepare<[number], string>('SELECT state FROM case_states WHERE case_number = ?')
      .pluck();
    let last = after;
    for (;;) {
      source.demandAsked();
      const rows = page.all(boundOf(query, moment, last));
      for (const row of rows) {
        if (row.affected === 1) source.demandAsked();
        const member =
          row.asIs === 1 ? memberOfRow(row, query) : await memberAt(row, query, moment, source, state);
        if (member !== undefined && isInRange(member, query)) yield member;
      }
      const end = rows.at(-1)?.caseNumber;
      if (end === undefined || rows.length < casesPerPage) return;
      last = end;
      await turnOfTheLoop();
    }
  } finally {
    release();
  }
}

type Bound = { readonly [name: string]: string | number | null };

interface MemberRow {
  readonly caseNumber: number;
  /** 1 when the row stands for the moment as it is. */
  readonly asIs: number;
  /** 1 when it had events after the cut. */
  readonly affected: number;
  readonly agencyId: string | null;
  readonly category: string | null;
  readonly labels: string;
  readonly areaCode: string | null;
  readonly channel: string;
  readonly procedure: string;
  readonly priority: string;
  readonly outcome: string | null;
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
const memberSql = (query: SlaQuery, present: boolean): string => {
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
    f.agency_id AS agencyId, f.category, ${labelsFor(query)} AS labels, f.area_code AS areaCode, f.channel, f.procedure, f.priority,
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

/** In SQL: the outcome of the round that is counted. */
export const outcomeOf = (round: 'first' | 'final'): string =>
  `(SELECT r.outcome FROM case_rounds r WHERE r.case_number = f.case_number AND r.round = ${round === 'first' ? 1 : 'f.round'})`;

/** In SQL: the labels of the case as JSON, for {@link labelsOfText}; to look for them costs a question that does not ask for any. */
export const labelsFor = (question: Pick<SlaQuery, 'groupBy' | 'within'>): string =>
  asksLabels(question)
    ? '(SELECT json_group_array(l.label) FROM case_labels l WHERE l.case_number = f.case_number)'
    : "''";

const none: readonly string[] = [];

/** @param text what {@link labelsFor} made */
export const labelsOfText = (text: string): readonly string[] =>
  // Written by the statement itself.
  text === '' ? none : (JSON.parse(text) as readonly string[]);

/** By which columns rows are told to be within a group, where a column says it. */
const withinColumns = {
  agency: 'agency_id',
  category: 'category',
  area: 'area_code',
  channel: 'channel',
  procedure: 'procedure',
  priority: 'priority',
} as const;
const withinGroups = Object.keys(withinColumns) as (keyof typeof withinColumns)[];

const withinConditions = ({ within = {} }: CohortQuery): readonly string[] =>
  withinGroups
    .flatMap((group) => {
      const wanted = within[group];
      return wanted === undefined ? [] : [isWanted(`f.${withinColumns[group]}`, group, wanted)];
    })
    .concat(within.label === undefined ? [] : [hasLabel('f.case_number', 'label', within.label)]);

const withinBound = ({ within = {} }: Pick<CohortQuery, 'within'>): Bound =>
  Object.fromEntries(
    ([...withinGroups, 'label'] as const).map((group) => [group, boundWanted(within[group] ?? null)]),
  );

/** Later than any instant. */
const never = '9999-12-31T23:59:59.999Z';

const boundOf = (
  { from, to, clock, ...query }: CohortQuery,
  { asOf, cut }: Moment,
  after: number,
): Bound => ({
  after,
  ...withinBound(query),
  asOf,
  knownAt: cut?.knownAt ?? never,
  from: from ?? null,
  to: to ?? null,
  clock: clock ?? null,
});

const dayOfCohort = (counted: CountedCase, { cohort }: CohortQuery): string =>
  cohort === 'submitted' ? counted.submittedDay : (counted.decidedDay ?? '');

const memberOfRow = (row: MemberRow, query: CohortQuery): CohortMember => {
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
  return { caseNumber: row.caseNumber, counted, times, day: dayOfCohort(counted, query), row: undefined };
};

const timesOf = (text: string): CaseTimes => {
  const days = text.split(',').map((one) => (one === '' ? null : Number(one)));
  const held = (index: number) => ({ workingDays: days[index] ?? null, calendarDays: days[index + 1] ?? 0 });
  return { total: held(0), centre: held(2), agency: held(4), citizen: held(6) };
};

/** A case whose row is not of the moment: from its state, or from its stream when it went on after the cut. */
const memberAt = async (
  { caseNumber, affected }: MemberRow,
  query: CohortQuery,
  { asOf, cut }: Moment,
  source: FigureSource,
  state: { get(caseNumber: number): string | undefined },
): Promise<CohortMember | undefined> => {
  const known = state.get(caseNumber);
  if (known === undefined) return undefined;
  const now = factsOfText(known);
  const past = affected === 1 ? await factsUpTo(source, now, cut ?? { at: asOf }) : now;
  if (past === undefined) return undefined;
  const facts = asShownNow(past, now);
  const row = evaluateCase(facts, source.calendar, asOf);
  const counted = countedCase(row, query.clock ?? 'overall', query.round ?? 'final');
  if (counted === undefined) return undefined;
  return { caseNumber, counted, times: row.times, day: dayOfCohort(counted, query), row };
};

/** Cases that went on after the cut of a moment, as they were by then. */
export async function* pastFacts(
  source: FigureSource,
  database: Database,
  moment: Moment,
): AsyncGenerator<CaseFacts> {
  for await (const life of pastLives(source, database, moment)) {
    const facts = life.at(-1);
    if (facts !== undefined) yield facts;
  }
}

/** The same, each as it was after every event up to then. */
export async function* pastLives(
  source: FigureSource,
  database: Database,
  { asOf, cut }: Moment,
): AsyncGenerator<readonly CaseFacts[]> {
  if (cut === undefined) return;
  const page = database.prepare<[PastBound], Followed>(
    `SELECT case_number AS caseNumber, report_id AS reportId, revision, position FROM case_facts f
     WHERE case_number > @after AND NOT (${hasNotGoneOn})
       AND (submitted_at <= @asOf OR corrections > 0) AND first_recorded_at <= @knownAt ORDER BY case_number LIMIT ${casesPerPage}`,
  );
  const knownAt = cut.knownAt ?? never;
  let after = -1;
  for (;;) {
    const rows = page.all({ asOf, knownAt, after });
    for (const followed of rows) {
      source.demandAsked();
      yield await lifeUpTo(source, followed, cut);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < casesPerPage) return;
    after = last.caseNumber;
  }
}

interface PastBound {
  readonly asOf: Instant;
  readonly knownAt: Instant;
  readonly after: number;
}

/** What a case is grouped by. */
export const groupedOf = ({
  agencyId,
  category,
  labels,
  areaCode,
  channel,
  procedure,
  priority,
  rounds,
}: CaseFacts): Grouped => ({
  agencyId,
  category,
  labels,
  areaCode,
  channel,
  procedure,
  priority,
  outcome: rounds.at(-1)?.outcome ?? null,
});

/** In SQL: the case has not gone on after the cut. To be bound with {@link cutOf}. */
export const hasNotGoneOn = 'f.occurred_at <= @asOf AND f.recorded_at <= @knownAt';

export const cutOf = ({ asOf, cut }: Moment): { readonly asOf: Instant; readonly knownAt: Instant } => ({
  asOf: cut === undefined ? never : asOf,
  knownAt: cut?.knownAt ?? never,
});

/** The facts of a case as its stream had made them by then. */
const factsUpTo = async (source: FigureSource, facts: CaseFacts, cut: UpTo): Promise<CaseFacts | undefined> =>
  (await lifeUpTo(source, facts, cut)).at(-1);

/** A case, and how far its stream was followed into the tables. */
type Followed = Pick<CaseFacts, 'caseNumber' | 'reportId' | 'revision' | 'position'>;

/** The facts of a case after each event of its stream up to then. */
const lifeUpTo = async (
  source: FigureSource,
  followed: Followed,
  cut: UpTo,
): Promise<readonly CaseFacts[]> => {
  const life: CaseFacts[] = [];
  for await (const event of correctedUpTo(reportWorkflow, followedEvents(source, followed), cut))
    life.push(foldCase(life.at(-1), event));
  return life;
};

/** The events that a case was computed from: none that it is parked by, or after that, and none that was left out. */
const followedEvents = (
  { database, log }: FigureSource,
  { caseNumber, reportId, revision, position }: Followed,
): AsyncIterable<RecordedEvent> => {
  const stream = streamOf(reportWorkflow, reportId);
  const leftOut = skippedRevisions(database, 'cases', stream);
  const range = { from: caseNumber, to: position };
  return leftOut.size === 0
    ? evenWhenDeleted(log(), stream, revision, range)
    : followedWithout(log(), stream, range, leftOut);
};

/** Of a stream that somebody deleted, what the log still has of it; none when its beginning is not there any more. */
async function* evenWhenDeleted(
  log: EventStore,
  stream: string,
  toRevision: Revision,
  range: { readonly from: Position; readonly to: Position },
): AsyncGenerator<RecordedEvent> {
  try {
    yield* log.readStream(stream, { toRevision });
  } catch (error) {
    if (!(error instanceof StreamDeleted)) throw error;
    const left = await followedStream(log, stream, range);
    if (left[0]?.revision === 0) yield* left;
  }
}

async function* followedWithout(
  log: EventStore,
  stream: string,
  range: { readonly from: Position; readonly to: Position },
  leftOut: ReadonlySet<number>,
): AsyncGenerator<RecordedEvent> {
  for (const event of await followedStream(log, stream, range)) if (!leftOut.has(event.revision)) yield event;
}

const isInRange = ({ counted }: CohortMember, { cohort, from, to }: CohortQuery): boolean => {
  const at = cohort === 'submitted' ? counted.submittedAt : counted.decidedAt;
  return at !== null && (from === undefined || at >= from) && (to === undefined || at < to);
};
