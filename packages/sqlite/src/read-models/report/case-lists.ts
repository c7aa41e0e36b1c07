import type { WorkingCalendar } from '@phananh/core/calendar';
import {
  type CaseQuery,
  type CaseSelection,
  caseRoles,
  type PublishedQuery,
} from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { type Bound, dueCases, filters, type WithTelephones } from './case-filters.ts';
import { dueFirst, dueLast } from './report-tables.ts';

/** Lists of cases in their order, read on from a place. */

/** A list, whoever it is for. */
export interface ListedCases extends CaseSelection, WithTelephones {
  readonly sort?: NonNullable<CaseQuery['sort'] | PublishedQuery['sort']>;
}

/** Of cases that are found already, bound as `few`. */
export const isAmongFew = 'case_number IN (SELECT value FROM json_each(@few))';

const sortKeys = {
  '-publishedAt': { key: 'published_at', descending: true },
  '-submittedAt': { key: 'submitted_at', descending: true },
  submittedAt: { key: 'submitted_at', descending: false },
  dueAt: { key: dueFirst, descending: false },
  '-dueAt': { key: dueLast, descending: true },
} as const;

export interface Found {
  readonly caseNumber: number;
  readonly sortKey: string;
  /** Read when words are looked for. */
  readonly text: string | null;
}
export type Place = Pick<Found, 'caseNumber' | 'sortKey'>;

export type CasePageReader = (after: Place | undefined, limit: number) => readonly Found[];

/** Reads cases of a query in its order, from where the last ones ended. @param few only these */
export const casePageReader = (
  database: Database,
  calendar: WorkingCalendar,
  query: ListedCases,
  few: readonly number[] | undefined,
): CasePageReader => {
  if (!isOfEitherRole(query)) return pageReaderOfOne(database, calendar, query, few);
  // Each list has its order from an index of its own; a condition with OR would have one sorted, or the whole table walked.
  const [responsible, supporting] = caseRoles.map((role) =>
    pageReaderOfOne(database, calendar, { ...query, role }, few),
  );
  return (after, limit) =>
    inOrder(query, [...(responsible?.(after, limit) ?? []), ...(supporting?.(after, limit) ?? [])]).slice(
      0,
      limit,
    );
};

export const isOfEitherRole = ({ role, agencyId }: ListedCases): boolean =>
  role === 'either' && agencyId !== undefined;

/** Rows of two lists as one. A case that is in both is there once. */
const inOrder = (query: ListedCases, rows: readonly Found[]): readonly Found[] => {
  const sign = sortKeys[query.sort ?? '-submittedAt'].descending ? -1 : 1;
  const compare = (a: Found, b: Found): number => {
    if (a.sortKey !== b.sortKey) return a.sortKey < b.sortKey ? -sign : sign;
    return (a.caseNumber - b.caseNumber) * sign;
  };
  const sorted = rows.toSorted(compare);
  return sorted.filter((row, place) => row.caseNumber !== sorted[place - 1]?.caseNumber);
};

const pageReaderOfOne = (
  database: Database,
  calendar: WorkingCalendar,
  query: ListedCases,
  few: readonly number[] | undefined,
): CasePageReader => {
  const bound: Bound = {};
  const conditions = filters(database, calendar, query, bound);
  if (few !== undefined) {
    bound.few = JSON.stringify(few);
    conditions.push(isAmongFew);
  }
  const [first, next] = selections(query, conditions);
  return (after, limit) =>
    database
      .prepare<[Bound], Found>(`${after === undefined ? first : next} LIMIT @limit`)
      .all({ ...bound, ...placeOf(after), limit });
};

/** How many cases a query without words has, counted up to so many. @param few only these */
export const countUpTo = (
  database: Database,
  calendar: WorkingCalendar,
  query: CaseSelection,
  few: readonly number[] | undefined,
  most: number,
): number => {
  const countOf = (one: CaseSelection, others: readonly string[] = []): number => {
    const bound: Bound = { most, agencyOfEither: null, few: few === undefined ? null : JSON.stringify(few) };
    if (typeof query.agencyId === 'string') bound.agencyOfEither = query.agencyId;
    const { dueBefore: _, ...unlimited } = one;
    // Of those that are due no more are read than are counted; as a condition all of them would be collected first.
    const due = one.dueBefore === undefined ? undefined : dueCases(one, bound);
    const cases =
      due === undefined
        ? 'case_facts'
        : `(SELECT DISTINCT case_number FROM (${due.numbers})) CROSS JOIN case_facts USING (case_number)`;
    const conditions = [
      ...filters(database, calendar, unlimited, bound),
      ...(due === undefined ? [] : [due.running]),
      ...others,
      ...(few === undefined ? [] : [isAmongFew]),
    ];
    const which = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    return (
      database
        .prepare<[Bound], number>(`SELECT count(*) FROM (SELECT 1 FROM ${cases} ${which} LIMIT @most)`)
        .pluck()
        .get(bound) ?? 0
    );
  };
  if (!isOfEitherRole(query)) return countOf(query);
  // A case that the agency has and supports besides is one of those that it has.
  const responsible = countOf({ ...query, role: 'responsible' });
  const supporting = countOf({ ...query, role: 'supporting' }, ['agency_id IS NOT @agencyOfEither']);
  return Math.min(most, responsible + supporting);
};

/** The same for all cases that the index of words has, one by one: it is asked once. */
export const listReader = (
  database: Database,
  calendar: WorkingCalendar,
  query: ListedCases,
  match: string,
): ((after: Place | undefined) => Iterable<Found>) => {
  const bound: Bound = { match };
  // With the plus the list is walked in its order, and each case is looked up among the hits.
  const isHit = '+case_number IN (SELECT rowid FROM case_search WHERE case_search MATCH @match)';
  const [first, next] = selections(query, [...filters(database, calendar, query, bound), isHit]);
  return (after) =>
    database
      .prepare<[Bound], Found>(after === undefined ? first : next)
      .iterate({ ...bound, ...placeOf(after) });
};

/** Whether a list has more cases than so many. */
export const isLonger = (
  database: Database,
  calendar: WorkingCalendar,
  query: ListedCases,
  cases: number,
): boolean => {
  const bound: Bound = {};
  const conditions = filters(database, calendar, query, bound);
  if (conditions.length === 0) return true;
  return (
    database
      .prepare<[Bound]>(`SELECT 1 FROM case_facts WHERE ${conditions.join(' AND ')} LIMIT 1 OFFSET @cases`)
      .get({ ...bound, cases }) !== undefined
  );
};

const placeOf = (after: Place | undefined): Bound =>
  after === undefined ? {} : { sortKey: after.sortKey, caseNumber: after.caseNumber };

/** The list of a query from its beginning, and from after a place. */
const selections = (query: ListedCases, conditions: readonly string[]): readonly [string, string] => {
  const { key, descending } = sortKeys[query.sort ?? '-submittedAt'];
  const order = descending ? 'DESC' : 'ASC';
  const text = query.q === undefined ? 'NULL' : 'text';
  const select = (all: readonly string[]): string =>
    `SELECT case_number AS caseNumber, ${key} AS sortKey, ${text} AS text FROM case_facts
     ${all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`} ORDER BY ${key} ${order}, case_number ${order}`;
  const after = `(${key}, case_number) ${descending ? '<' : '>'} (@sortKey, @caseNumber)`;
  return [select(conditions), select([...conditions, after])];
};
