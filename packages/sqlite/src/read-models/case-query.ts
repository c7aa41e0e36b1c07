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
  readonly state: string;
}

/** One page of a worklist. Its cursor says where it ended and is good for the same query only. */
export const queryCases = (database: Database, calendar: WorkingCalendar, query: CaseQuery): CasePage => {
  const { submittedFrom, submittedTo } = query;
  if (submittedFrom !== undefined && submittedTo !== undefined && submittedFrom > submittedTo)
    throw new InvalidQuery('submittedFrom is after submittedTo', '/submittedFrom');
  const { key, descending } = sortKeys[query.sort ?? '-submittedAt'];
  const limit = query.limit ?? 50;
  const bound: Bound = { limit: limit + 1 };
  const conditions = filters(database, calendar, query, bound);
  const { cursor, limit: _, now, ...asked } = query;
  const fingerprint = fingerprintOf(asked);
  if (cursor !== undefined) {
    const [sortKey = '', caseNumber = ''] = openCursor(cursor, fingerprint);
    Object.assign(bound, { sortKey, afterCase: Number(caseNumber) });
    conditions.push(`(${key}, case_number) ${descending ? '<' : '>'} (@sortKey, @afterCase)`);
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const order = descending ? 'DESC' : 'ASC';
  const found = database
    .prepare<[Bound], Found>(
      `SELECT case_number AS caseNumber, sortKey, state FROM (
         SELECT case_number, ${key} AS sortKey FROM case_facts ${where}
         ORDER BY ${key} ${order}, case_number ${order} LIMIT @limit
       ) JOIN case_states USING (case_number) ORDER BY sortKey ${order}, case_number ${order}`,
    )
    .all(bound);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    cases: page.map(({ state }) => caseRowOf(evaluateCase(factsOfText(state), calendar, now))),
    ...(found.length > limit &&
      last && { nextCursor: sealCursor(fingerprint, [last.sortKey, String(last.caseNumber)]) }),
  };
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
