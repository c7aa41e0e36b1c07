import {
  InvalidQuery,
  type Ratio,
  readings,
  type SlaFigures,
  type SlaGroup,
  type SlaQuery,
  verdicts,
} from '@phananh/core';
import type { Database } from 'better-sqlite3';
import { readingSql, verdictSql } from './verdict-sql.ts';

/** What a group is read from; `@day` stands for the day that puts a case into the cohort. */
const groupSql: { readonly [G in SlaGroup]: string } = {
  agency: 'agency_id',
  category: 'category',
  area: 'area_code',
  channel: 'channel',
  procedure: 'procedure',
  month: 'substr(@day, 1, 7)',
  quarter: "substr(@day, 1, 4) || '-Q' || ((cast(substr(@day, 6, 2) AS INTEGER) + 2) / 3)",
  year: 'substr(@day, 1, 4)',
};

type CountRow = { readonly [column: string]: string | number | null };

/** Counts and ratios of the overall clock over a cohort, one row a group, in the order of the groups. */
export const querySla = (database: Database, query: SlaQuery): readonly SlaFigures[] => {
  const { cohort, from, to, groupBy = [], round = 'final', now } = query;
  if (from !== undefined && to !== undefined && from >= to) {
    throw new InvalidQuery('from is not before to: the range is empty', '/from');
  }
  const clock = round === 'first' ? 'first' : 'overall';
  const [instant, day] =
    cohort === 'submitted'
      ? ['submitted_at', 'submitted_day']
      : [`${clock}_stopped_at`, `${clock}_decided_day`];
  const conditions = [
    ...(cohort === 'decided' ? [`${instant} IS NOT NULL`] : []),
    ...(from === undefined ? [] : [`${instant} >= @from`]),
    ...(to === undefined ? [] : [`${instant} < @to`]),
  ];
  const groups = groupBy.map((group, index) => `${groupSql[group].replaceAll('@day', day)} AS g${index}`);
  const count = (expression: string, prefix: string, values: readonly string[]) =>
    values.map((value, index) => `sum(${expression} = '${value}') AS ${prefix}${index}`);
  const sql = `
    SELECT ${[...groups, 'count(*) AS cases', `sum(${clock}_stopped_at IS NOT NULL) AS stopped`, ...count('verdict', 'v', verdicts), ...count('reading', 'r', readings)].join(', ')}
    FROM (
      SELECT *, ${verdictSql(clock)} AS verdict, ${readingSql(clock)} AS reading FROM cases
      ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
    )
    ${groups.length === 0 ? '' : `GROUP BY ${groups.map((_, index) => `g${index}`).join(', ')} ORDER BY ${groups.map((_, index) => `g${index}`).join(', ')}`}`;
  const bound = { now, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  return database
    .prepare<[typeof bound], CountRow>(sql)
    .all(bound)
    .map((row) => figuresOf(row, groupBy));
};

const figuresOf = (row: CountRow, groupBy: readonly SlaGroup[]): SlaFigures => {
  const number = (column: string): number => Number(row[column] ?? 0);
  const counts = countsOf(verdicts, 'v', number);
  const readingCounts = countsOf(readings, 'r', number);
  const { open, overdue, paused } = counts;
  const cases = number('cases');
  return {
    group: Object.fromEntries(groupBy.map((group, index) => [group, textOf(row[`g${index}`])])),
    cases,
    counts,
    countsAgainstOriginal: readingCounts,
    ratios: {
      ...onTimeRatios(counts['on-time'] + counts['on-time-extended'], counts.late, overdue, cases),
      resolutionRate: ratio(number('stopped'), cases),
    },
    ratiosAgainstOriginal: onTimeRatios(
      readingCounts['on-time'],
      readingCounts.late,
      readingCounts.overdue,
      cases,
    ),
    ripe: open + overdue + paused === 0,
    open: open + overdue + paused,
  };
};

/** The three ratios that are called on time, each under its name. */
const onTimeRatios = (onTime: number, late: number, overdue: number, cases: number) => ({
  onTimeOfDecided: ratio(onTime, onTime + late),
  onTimeOfDue: ratio(onTime, onTime + late + overdue),
  onTimeOfAll: ratio(onTime, cases),
});

const countsOf = <Name extends string>(
  names: readonly Name[],
  prefix: string,
  number: (column: string) => number,
): { readonly [N in Name]: number } =>
  // Every name is given its count.
  Object.fromEntries(names.map((name, index) => [name, number(`${prefix}${index}`)])) as {
    [N in Name]: number;
  };

const textOf = (value: string | number | null | undefined): string | null =>
  value == null ? null : String(value);

const ratio = (numerator: number, denominator: number): Ratio => ({
  numerator,
  denominator,
  value: denominator === 0 ? null : numerator / denominator,
});
