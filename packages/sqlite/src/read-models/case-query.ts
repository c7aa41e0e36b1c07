import {
  type CasePage,
  type CaseQuery,
  caseRowOf,
  type EvaluatedCase,
  evaluateCase,
  InvalidQuery,
  type WorkingCalendar,
} from '@phananh/core';
import type { Database } from 'better-sqlite3';
import { fingerprintOf, openCursor, sealCursor } from './cursor.ts';
import { foundCases } from './found-cases.ts';
import { factsOfText } from './state-text.ts';

/** Cases without a due moment come last when the soonest is asked for first, and after all others backwards too. */
const latestInstant = '9999-12-31T23:59:59.999Z';
const sortKeys = {
  '-submittedAt': { key: 'submitted_at', descending: true },
  submittedAt: { key: 'submitted_at', descending: false },
  dueAt: { key: `coalesce(due_at, '${latestInstant}')`, descending: false },
  '-dueAt': { key: "coalesce(due_at, '')", descending: true },
} as const;

type Bound = { [name: string]: string | number };
interface Found {
  readonly caseNumber: number;
  readonly sortKey: string;
}

/** Rows that are looked at together where a page is found by walking the list. */
const walkedRows = 500;

/**
 * One page of a worklist. Its cursor says where it ended and is good for the same query only.
 *
 * @param few up to how many hits of a search are sorted; of more the list is walked in its order
 */
export const queryCases = (
  database: Database,
  calendar: WorkingCalendar,
  query: CaseQuery,
  { few: most }: { readonly few?: number } = {},
): CasePage => {
  const { submittedFrom, submittedTo } = query;
  if (submittedFrom !== undefined && submittedTo !== undefined && submittedFrom > submittedTo)
    throw new InvalidQuery('submittedFrom is after submittedTo', '/submittedFrom');
  const { cursor, limit = 50, now, ...asked } = query;
  const fingerprint = fingerprintOf(asked);
  const [sortKey = '', caseNumber = ''] = cursor === undefined ? [] : openCursor(cursor, fingerprint);
  let after = cursor === undefined ? undefined : { sortKey, caseNumber: Number(caseNumber) };
  // All of it of one state of the read models.
  return database.transaction((): CasePage => {
    const { few, among } = foundCases(database, query, most);
    const rowsAfter = pageReader(database, calendar, query, few);
    const found: Found[] = [];
    while (found.length <= limit) {
      const rows = rowsAfter(after, among === undefined ? limit + 1 : walkedRows);
      const fitting = among?.(rows.map((row) => row.caseNumber));
      found.push(...rows.filter((row) => fitting?.has(row.caseNumber) ?? true));
      after = rows.at(-1);
      if (among === undefined || rows.length < walkedRows) break;
    }
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const state = database
      .prepare<[number], string>('SELECT state FROM case_states WHERE case_number = ?')
      .pluck();
    return {
      cases: page.map((row) =>
        caseRowOf(evaluateCase(factsOfText(state.get(row.caseNumber) ?? ''), calendar, now)),
      ),
      ...(found.length > limit &&
        last && { nextCursor: sealCursor(fingerprint, [last.sortKey, String(last.caseNumber)]) }),
    };
  })();
};

/** Reads cases of a query in its order, from where the last ones ended. */
const pageReader = (
  database: Database,
  calendar: WorkingCalendar,
  query: CaseQuery,
  few: readonly number[] | undefined,
): ((after: Found | undefined, limit: number) => readonly Found[]) => {
  const { key, descending } = sortKeys[query.sort ?? '-submittedAt'];
  const bound: Bound = {};
  const conditions = filters(database, calendar, query, bound);
  if (few !== undefined) {
    bound.few = JSON.stringify(few);
    conditions.push('case_number IN (SELECT value FROM json_each(@few))');
  }
  const order = descending ? 'DESC' : 'ASC';
  const select = (isFirst: boolean) => {
    const all = isFirst
      ? conditions
      : [...conditions, `(${key}, case_number) ${descending ? '<' : '>'} (@sortKey, @caseNumber)`];
    const where = all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`;
    return database.prepare<[Bound], Found>(
      `SELECT case_number AS caseNumber, ${key} AS sortKey FROM case_facts ${where}
       ORDER BY ${key} ${order}, case_number ${order} LIMIT @limit`,
    );
  };
  return (after, limit) => select(after === undefined).all({ ...bound, ...after, limit });
};

const filters = (database: Database, calendar: WorkingCalendar, query: CaseQuery, bound: Bound): string[] => {
  const conditions: string[] = [];
  const bind = (name: string, value: string | number): string => {
    bound[name] = value;
    return `@${name}`;
  };
  const list = (name: string, values: readonly (string | number)[]): string =>
    values.map((value, index) => bind(`${name}${index}`, value)).join(', ');
  const equal = (column: string, name: keyof typeof columnsOf) => {
    const value = query[name];
    if (value !== undefined) conditions.push(`${column} = ${bind(name, value)}`);
  };
  for (const [name, column] of Object.entries(columnsOf)) equal(column, name as keyof typeof columnsOf);
  if (query.phase !== undefined) conditions.push(`phase IN (${list('phase', query.phase)})`);
  if (query.verdict !== undefined) conditions.push(verdictIs(database, calendar, query, list));
  if (query.reporterId !== undefined)
    conditions.push(
      `case_number IN (SELECT case_number FROM case_states WHERE reporter_id = ${bind('reporterId', query.reporterId)})`,
    );
  if (query.awaiting !== undefined) conditions.push(`awaiting = ${bind('awaiting', Number(query.awaiting))}`);
  if (query.bbox !== undefined) {
    const { south, north, west, east } = query.bbox;
    conditions.push(
      `lat BETWEEN ${bind('south', south)} AND ${bind('north', north)}`,
      `lng BETWEEN ${bind('west', west)} AND ${bind('east', east)}`,
    );
  }
  if (query.submittedFrom !== undefined)
    conditions.push(`submitted_at >= ${bind('submittedFrom', query.submittedFrom)}`);
  if (query.submittedTo !== undefined)
    conditions.push(`submitted_at < ${bind('submittedTo', query.submittedTo)}`);
  return conditions;
};

const columnsOf = {
  agencyId: 'agency_id',
  category: 'category',
  areaCode: 'area_code',
  channel: 'channel',
  priority: 'priority',
  procedure: 'procedure',
} as const;

/** Cases with a verdict now: by their rows, and those by themselves that rows are not up to date for. */
const verdictIs = (
  database: Database,
  calendar: WorkingCalendar,
  { verdict: wanted = [], now }: CaseQuery,
  list: (name: string, values: readonly (string | number)[]) => string,
): string => {
  const stale = staleCases(database, calendar, now);
  const isStale = stale.map(({ facts }) => facts.caseNumber);
  const fitting = stale
    .filter(({ final }) => final.verdicts !== undefined && wanted.includes(final.verdicts.verdict))
    .map(({ facts }) => facts.caseNumber);
  const byRow = `verdict IN (${list('verdict', wanted)})`;
  if (isStale.length === 0) return byRow;
  // Numbers of ours, and too many of them to bind.
  return `((${byRow} AND case_number NOT IN (${isStale.join()})) OR case_number IN (${fitting.join()}))`;
};

/** Cases whose rows are of a moment after which their verdict changed, or of one that is still to come. */
const staleCases = (database: Database, calendar: WorkingCalendar, now: string): readonly EvaluatedCase[] => {
  const settledAt = database.prepare<[], string>('SELECT at FROM settled').pluck().get();
  const which =
    settledAt !== undefined && settledAt > now
      ? 'decided_at IS NULL AND @now IS NOT NULL'
      : 'verdict_changes_at <= @now';
  return database
    .prepare<[{ now: string }], string>(
      `SELECT state FROM case_facts JOIN case_states USING (case_number) WHERE ${which}`,
    )
    .pluck()
    .all({ now })
    .map((state) => evaluateCase(factsOfText(state), calendar, now));
};
