import type { WorkingCalendar } from '@phananh/core/calendar';
import {
  addDurations,
  addTally,
  type CaseSumsDimension,
  type CohortQuery,
  type CountedCase,
  count,
  countedCase,
  type DurationFigures,
  durationFiguresOf,
  emptyTally,
  evaluateCase,
  type Grouping,
  grouping,
  isWithin,
  noDurations,
  type SlaFigures,
  type SlaGroup,
  type SlaQuery,
  slaFiguresOf,
  slaGroupsOf,
  type Tally,
} from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { rolledUp } from '../report/case-states.ts';
import { factsOfText } from '../report/state-text.ts';
import { cohortMembers } from './cohort.ts';
import { isPresent, type Moment, momentOf } from './moment.ts';
import { agencyKinds, type FigureSource } from './source.ts';

/** Counts and ratios over a cohort, one element a group, in the order of the groups. */
export const querySla = async (source: FigureSource, query: SlaQuery): Promise<readonly SlaFigures[]> => {
  const moment = momentOf(query);
  const range = rollupRangeOf(source.calendar, query);
  if (range !== undefined && isPresent(source.database, moment))
    return summedUp(source, query, moment, range);
  const sums = await countedUp(source, query);
  return sums.entries().map(([group, tally]) => slaFiguresOf(group, tally));
};

/** Case by case: what the rollups do not hold. */
const countedUp = async (source: FigureSource, query: SlaQuery): Promise<Grouping<Tally>> => {
  const kinds = agencyKinds(source.database);
  const sums = grouping(query.groupBy ?? [], kinds, emptyTally, query);
  for await (const { counted, day } of cohortMembers(source, query))
    if (isWithin(query.within, counted, day, kinds))
      for (const tally of sums.at(counted, day)) count(tally, counted);
  return sums;
};

/** How long the decided cases of a cohort took. */
export const queryDurations = async (
  source: FigureSource,
  query: SlaQuery,
): Promise<readonly DurationFigures[]> => {
  const kinds = agencyKinds(source.database);
  const sums = grouping(query.groupBy ?? [], kinds, noDurations, query);
  for await (const { counted, day, times } of cohortMembers(source, query)) {
    if (times === null || !isWithin(query.within, counted, day, kinds)) continue;
    for (const durations of sums.at(counted, day)) addDurations(durations, times);
  }
  return sums.entries().map(([group, counts]) => durationFiguresOf(group, counts));
};

/** Months of one dimension that a query can be answered from. */
interface SummedRange {
  readonly dimension: CaseSumsDimension;
  readonly fromMonth: string;
  readonly toMonth: string;
}

const dimensionOf: { readonly [G in SlaGroup]: CaseSumsDimension | undefined } = {
  agency: 'agency',
  agencyKind: 'agency',
  category: 'category',
  label: undefined,
  area: 'area',
  channel: 'channel',
  procedure: 'procedure',
  priority: undefined,
  outcome: undefined,
  day: undefined,
  week: undefined,
  month: undefined,
  quarter: undefined,
  year: undefined,
};

/** What no sums are kept by: such cases are counted one by one. */
const unsummed: ReadonlySet<SlaGroup> = new Set(['label', 'priority', 'outcome', 'day', 'week']);

/** The rollup that answers a query: whole months of the overall clock, by one dimension at most. */
const rollupRangeOf = (
  calendar: WorkingCalendar,
  { groupBy = [], within = {}, clock = 'overall', from, to }: SlaQuery,
): SummedRange | undefined => {
  const groups = [...groupBy, ...slaGroupsOf(within)];
  if (groups.some((group) => unsummed.has(group))) return undefined;
  const dimensions = new Set(groups.map((group) => dimensionOf[group]).filter((one) => one !== undefined));
  const [dimension = 'procedure'] = dimensions;
  const fromMonth = from === undefined ? '0000-00' : monthBegunAt(calendar, from);
  const nextMonth = to === undefined ? '9999-99' : monthBegunAt(calendar, to);
  if (clock !== 'overall' || dimensions.size > 1 || fromMonth === undefined || nextMonth === undefined)
    return undefined;
  return { dimension, fromMonth, toMonth: nextMonth };
};

/** Whether a question is answered from sums that are kept: at once, however many cases there are. */
export const isSummedUp = (calendar: WorkingCalendar, query: SlaQuery): boolean =>
  query.asOf === undefined && query.knownAt === undefined && rollupRangeOf(calendar, query) !== undefined;

/** The month that begins at an instant; undefined when none does. */
const monthBegunAt = (calendar: WorkingCalendar, instant: string): string | undefined => {
  const day = calendar.dayOf(instant);
  return day.endsWith('-01') && calendar.startOf(day) === instant ? day.slice(0, 7) : undefined;
};

/** From sums kept by exact differences, less and plus the cases whose verdict has changed since they were written. */
const summedUp = (
  { database, calendar, rollup, sumsOf }: FigureSource,
  query: SlaQuery,
  { asOf }: Moment,
  { dimension, fromMonth, toMonth }: SummedRange,
): readonly SlaFigures[] => {
  const { cohort, round = 'final', groupBy = [], within } = query;
  const scope = JSON.stringify([cohort, round, groupBy, within]);
  // In one transaction: sums and the cases that correct them are of the same state.
  return database.transaction(() => {
    const kinds = agencyKinds(database);
    const sums = sumsOf(scope, groupBy, kinds);
    const cells = rollup({ cohort, round, dimension, fromMonth, toMonth });
    for (const { month, grouped, tally } of cells) {
      if (month >= toMonth) continue;
      if (isWithin(within, grouped, month, kinds))
        for (const sum of sums.at(grouped, month)) addTally(sum, tally);
    }
    for (const { before, after } of staleCases(database, calendar, asOf, round)) {
      for (const [counted, sign] of [
        [before, -1],
        [after, 1],
      ] as const) {
        const day = counted && (cohort === 'submitted' ? counted.submittedDay : counted.decidedDay);
        if (counted === undefined || day == null) continue;
        const month = day.slice(0, 7);
        if (month < fromMonth || month >= toMonth || !isWithin(within, counted, day, kinds)) continue;
        for (const sum of sums.at(counted, day)) count(sum, counted, sign);
      }
    }
    return sums.figures();
  })();
};

/** Cases whose verdict is another one by now than their sums have. */
const staleCases = function* (
  database: Database,
  calendar: WorkingCalendar,
  asOf: string,
  round: NonNullable<CohortQuery['round']>,
): Generator<{ readonly before: CountedCase | undefined; readonly after: CountedCase | undefined }> {
  const stale = database.prepare<[string], { readonly state: string; readonly writtenAt: string }>(
    `SELECT state, as_of AS writtenAt FROM case_facts JOIN case_states USING (case_number) WHERE verdict_changes_at <= ?`,
  );
  for (const { state, writtenAt } of stale.all(asOf)) {
    const facts = factsOfText(state);
    yield {
      before: rolledUp(evaluateCase(facts, calendar, writtenAt))[round],
      after: countedCase(evaluateCase(facts, calendar, asOf), 'overall', round),
    };
  }
};
