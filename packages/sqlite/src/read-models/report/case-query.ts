import type { WorkingCalendar } from '@phananh/core/calendar';
import { InvalidQuery } from '@phananh/core/engine';
import {
  audienceOfCase,
  audienceOfList,
  audienceSees,
  type CasePage,
  type CaseQuery,
  caseFor,
  caseRoles,
  caseRowOf,
  type EvaluatedCase,
  evaluateCase,
  roundsPlaces,
  searchPhrases,
  seesVerdictsOfMerged,
  textMatches,
} from '@phananh/core/read-models';
import type { Verdict } from '@phananh/core/sla';
import type { Database } from 'better-sqlite3';
import { matchOf } from '../declared/full-text.ts';
import { fingerprintOf, openCursor, sealCursor } from '../reading/cursor.ts';
import { indexedPhrases, placeHits, textHits } from './found-cases.ts';
import { dueFirst, dueLast } from './report-tables.ts';
import { factsOfText } from './state-text.ts';

const sortKeys = {
  '-submittedAt': { key: 'submitted_at', descending: true },
  submittedAt: { key: 'submitted_at', descending: false },
  dueAt: { key: dueFirst, descending: false },
  '-dueAt': { key: dueLast, descending: true },
} as const;

type Bound = { [name: string]: string | number };
interface Found {
  readonly caseNumber: number;
  readonly sortKey: string;
  /** Read when words are looked for. */
  readonly text: string | null;
}
type Place = Pick<Found, 'caseNumber' | 'sortKey'>;

export interface SearchPlan {
  /** Up to so many hits of an index are sorted; of more, the list is walked in its order and each case is looked at. */
  readonly few: number;
  /** So many cases of the list are looked at before the index of words is asked: common words are found among them. */
  readonly looked: number;
  /** Lists of up to so many are looked at to their end where the index has more than a few. */
  readonly short: number;
}

const searchPlan: SearchPlan = { few: 5_000, looked: 1_500, short: 12_000 };

/** Of long texts fewer cases are looked at before the index is asked: to fold so many characters takes some 10 ms. */
const mostCharacters = 400_000;

/** Rows that are looked at together where a page is found by walking the list. */
const walkedRows = 500;

/** One page of a worklist. Its cursor says where it ended and is good for the same query only. */
export const queryCases = (
  database: Database,
  calendar: WorkingCalendar,
  query: CaseQuery,
  plan: SearchPlan = searchPlan,
): CasePage => {
  const { submittedFrom, submittedTo } = query;
  if (submittedFrom !== undefined && submittedTo !== undefined && submittedFrom > submittedTo)
    throw new InvalidQuery('submittedFrom is after submittedTo', '/submittedFrom');
  const { cursor, limit = 50, now, ...asked } = query;
  const fingerprint = fingerprintOf(asked);
  const [sortKey = '', caseNumber = ''] = cursor === undefined ? [] : openCursor(cursor, fingerprint);
  const after = cursor === undefined ? undefined : { sortKey, caseNumber: Number(caseNumber) };
  // All of it of one state of the read models.
  return database.transaction((): CasePage => {
    const found = foundAfter(database, calendar, query, { after, wanted: limit + 1, plan });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const state = database
      .prepare<[number], string>('SELECT state FROM case_states WHERE case_number = ?')
      .pluck();
    return {
      cases: page.flatMap((row) => {
        const facts = factsOfText(state.get(row.caseNumber) ?? '');
        const audience = audienceOfCase(facts, query.reader);
        return audience === undefined
          ? []
          : [caseFor(audience, caseRowOf(evaluateCase(facts, calendar, now)))];
      }),
      ...(found.length > limit &&
        last && { nextCursor: sealCursor(fingerprint, [last.sortKey, String(last.caseNumber)]) }),
    };
  })();
};

/** As many cases of a query as are wanted, in its order, from a place on. */
const foundAfter = (
  database: Database,
  calendar: WorkingCalendar,
  query: CaseQuery,
  { after, wanted, plan }: { after: Place | undefined; wanted: number; plan: SearchPlan },
): readonly Place[] => {
  if (query.q !== undefined && !audienceSees(audienceOfList(query.reader), 'text')) return [];
  const rounded = roundsPlaces(audienceOfList(query.reader));
  const inBox = query.bbox && placeHits(database, query.bbox, { most: plan.few, rounded });
  const readerOf = (few: readonly number[] | undefined) => pageReader(database, calendar, query, few);
  if (query.q === undefined) return readerOf(inBox)(after, wanted);
  const phrases = searchPhrases(query.q);
  // Words without a letter or digit find nothing, as any other words that do not occur.
  if (phrases.length === 0) return [];
  const matches = textMatches(phrases);
  const hasWords = ({ text }: Found): boolean => text !== null && matches(text);
  const walk = walking(after, wanted);
  if (walk.on(readerOf(inBox), hasWords, inBox === undefined ? plan.looked : undefined)) return walk.found;
  const asked = indexedPhrases(phrases, walk.lastTexts());
  const hits = textHits(database, asked, plan.few);
  if (hits !== undefined) walk.on(readerOf(hits), hasWords);
  else if (!isOfEitherRole(query) && isLonger(database, calendar, query, plan.short))
    walk.among(listReader(database, calendar, query, matchOf(asked)), hasWords);
  else walk.on(readerOf(undefined), hasWords);
  return walk.found;
};

/** Walks a list until enough is found. */
const walking = (start: Place | undefined, wanted: number) => {
  const found: Place[] = [];
  let after = start;
  let lastRows: readonly Found[] = [];
  return {
    found,
    lastTexts: () => lastRows.map(({ text }) => text),
    /** Goes on from where it stopped. @returns whether that was the end: enough was found, or there is nothing more */
    on: (rowsAfter: PageReader, fits: (row: Found) => boolean, most = Number.POSITIVE_INFINITY): boolean => {
      let characters = 0;
      for (let looked = 0; looked < most; looked += walkedRows) {
        const rows = rowsAfter(after, walkedRows);
        lastRows = rows;
        for (const row of rows) if (fits(row)) found.push(row);
        after = rows.at(-1) ?? after;
        if (found.length >= wanted || rows.length < walkedRows) return true;
        for (const { text } of rows) characters += text?.length ?? 0;
        if (most !== Number.POSITIVE_INFINITY && characters > mostCharacters) return false;
      }
      return false;
    },
    /** Goes on, among the cases of a list, to its end. */
    among: (
      rowsAfter: (after: Place | undefined) => Iterable<Found>,
      fits: (row: Found) => boolean,
    ): void => {
      for (const row of rowsAfter(after)) {
        if (fits(row)) found.push(row);
        if (found.length >= wanted) return;
      }
    },
  };
};

type PageReader = (after: Place | undefined, limit: number) => readonly Found[];

/** Reads cases of a query in its order, from where the last ones ended. @param few only these */
const pageReader = (
  database: Database,
  calendar: WorkingCalendar,
  query: CaseQuery,
  few: readonly number[] | undefined,
): PageReader => {
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

const isOfEitherRole = ({ role, agencyId }: CaseQuery): boolean =>
  role === 'either' && agencyId !== undefined;

/** Rows of two lists as one. A case that is in both is there once. */
const inOrder = (query: CaseQuery, rows: readonly Found[]): readonly Found[] => {
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
  query: CaseQuery,
  few: readonly number[] | undefined,
): PageReader => {
  const bound: Bound = {};
  const conditions = filters(database, calendar, query, bound);
  if (few !== undefined) {
    bound.few = JSON.stringify(few);
    conditions.push('case_number IN (SELECT value FROM json_each(@few))');
  }
  const [first, next] = selections(query, conditions);
  return (after, limit) =>
    database
      .prepare<[Bound], Found>(`${after === undefined ? first : next} LIMIT @limit`)
      .all({ ...bound, ...placeOf(after), limit });
};

/** The same for all cases that the index of words has, one by one: it is asked once. */
const listReader = (
  database: Database,
  calendar: WorkingCalendar,
  query: CaseQuery,
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
const isLonger = (
  database: Database,
  calendar: WorkingCalendar,
  query: CaseQuery,
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
const selections = (query: CaseQuery, conditions: readonly string[]): readonly [string, string] => {
  const { key, descending } = sortKeys[query.sort ?? '-submittedAt'];
  const order = descending ? 'DESC' : 'ASC';
  const text = query.q === undefined ? 'NULL' : 'text';
  const select = (all: readonly string[]): string =>
    `SELECT case_number AS caseNumber, ${key} AS sortKey, ${text} AS text FROM case_facts
     ${all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`} ORDER BY ${key} ${order}, case_number ${order}`;
  const after = `(${key}, case_number) ${descending ? '<' : '>'} (@sortKey, @caseNumber)`;
  return [select(conditions), select([...conditions, after])];
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
  const isSupporting = query.role === 'supporting' && query.agencyId !== undefined;
  for (const [name, column] of Object.entries(columnsOf)) {
    if (name !== 'agencyId' || !isSupporting) equal(column, name as keyof typeof columnsOf);
  }
  if (isSupporting)
    conditions.push(
      `case_number IN (SELECT case_number FROM case_supporting WHERE agency_id = ${bind('supporting', query.agencyId ?? '')})`,
    );
  const isRare = query.awaiting === true || !isOrdinary(query);
  // With the plus the index of all channels is not taken.
  if (query.channel !== undefined)
    conditions.push(`${isRare ? '+' : ''}channel = ${bind('channel', query.channel)}`);
  if (query.phase !== undefined) conditions.push(`phase IN (${list('phase', query.phase)})`);
  if (query.verdict !== undefined) {
    conditions.push(...verdictIs(database, calendar, query, list));
    if (!seesVerdictsOfMerged(audienceOfList(query.reader))) conditions.push("phase <> 'merged'");
  }
  if (query.reporterId !== undefined)
    conditions.push(
      `case_number IN (SELECT case_number FROM case_states WHERE reporter_id = ${bind('reporterId', query.reporterId)})`,
    );
  if (query.awaiting !== undefined) conditions.push(`awaiting = ${Number(query.awaiting)}`);
  // Few cases are so: they have indexes of their own, which are taken where the query says the same in the same words.
  if (query.priority !== undefined && query.priority !== 'normal') conditions.push("priority <> 'normal'");
  if (query.procedure !== undefined && query.procedure !== 'ordinary')
    conditions.push("procedure <> 'ordinary'");
  if (query.bbox !== undefined) {
    const { south, north, west, east } = query.bbox;
    const prefix = roundsPlaces(audienceOfList(query.reader)) ? 'rounded_' : '';
    conditions.push(
      `${prefix}lat BETWEEN ${bind('south', south)} AND ${bind('north', north)}`,
      `${prefix}lng BETWEEN ${bind('west', west)} AND ${bind('east', east)}`,
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
  priority: 'priority',
  procedure: 'procedure',
} as const;

const isOrdinary = ({ priority = 'normal', procedure = 'ordinary' }: CaseQuery): boolean =>
  priority === 'normal' && procedure === 'ordinary';

const runningVerdicts: ReadonlySet<Verdict> = new Set(['open', 'overdue', 'paused']);

/** Cases with a verdict now: by their rows, and those by themselves that rows are not up to date for. */
const verdictIs = (
  database: Database,
  calendar: WorkingCalendar,
  { verdict: wanted = [], now }: CaseQuery,
  list: (name: string, values: readonly (string | number)[]) => string,
): readonly string[] => {
  const stale = staleCases(database, calendar, now);
  const isStale = stale.map(({ facts }) => facts.caseNumber);
  const fitting = stale
    .filter(({ final }) => final.verdicts !== undefined && wanted.includes(final.verdicts.verdict))
    .map(({ facts }) => facts.caseNumber);
  const isRunning = wanted.every((verdict) => runningVerdicts.has(verdict));
  // Few cases run: they have indexes of their own, and with the plus that of all verdicts is not taken.
  const byRow = `${isRunning ? '+' : ''}verdict IN (${list('verdict', wanted)})`;
  const running = isRunning ? ['decided_at IS NULL'] : [];
  if (isStale.length === 0) return [...running, byRow];
  // Numbers of ours, and too many of them to bind.
  const exact = `((${byRow} AND case_number NOT IN (${isStale.join()})) OR case_number IN (${fitting.join()}))`;
  return [...running, exact];
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
