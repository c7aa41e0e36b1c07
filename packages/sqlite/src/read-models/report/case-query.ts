import type { WorkingCalendar } from '@phananh/core/calendar';
import { InvalidQuery } from '@phananh/core/engine';
import {
  audienceOfCase,
  audienceOfList,
  audienceSees,
  type CaseCount,
  type CaseFacts,
  type CaseFilters,
  type CasePage,
  type CaseQuery,
  type CaseSelection,
  caseFor,
  caseRowOf,
  evaluateCase,
  mostCounted,
  type PublishedPage,
  type PublishedQuery,
  publishedFor,
  searchPhrases,
  textMatches,
} from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { matchOf } from '../declared/full-text.ts';
import { fingerprintOf, openCursor, sealCursor } from '../reading/cursor.ts';
import { readsRounded, type WithTelephones } from './case-filters.ts';
import {
  type CasePageReader,
  casePageReader,
  countUpTo,
  type Found,
  isLonger,
  isOfEitherRole,
  type ListedCases,
  listReader,
  type Place,
} from './case-lists.ts';
import { indexedPhrases, placeHits, textHits } from './found-cases.ts';
import { factsOfText } from './state-text.ts';

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
  query: CaseQuery & WithTelephones,
  plan: SearchPlan = searchPlan,
): CasePage => {
  const { rows, ...next } = pageOf(database, calendar, query, plan, (facts) => {
    const audience = audienceOfCase(facts, query.reader);
    return audience && caseFor(audience, caseRowOf(evaluateCase(facts, calendar, query.now)));
  });
  return { cases: rows, ...next };
};

/** One page of what was published for everybody. */
export const queryPublished = (
  database: Database,
  calendar: WorkingCalendar,
  { category, areaCode, bbox, submittedFrom, submittedTo, q, sort, limit, cursor, now }: PublishedQuery,
  plan: SearchPlan = searchPlan,
): PublishedPage => {
  const query = {
    reader: 'everybody',
    sort: sort ?? '-publishedAt',
    now,
    ...(category !== undefined && { category }),
    ...(areaCode !== undefined && { areaCode }),
    ...(bbox !== undefined && { bbox }),
    ...(submittedFrom !== undefined && { submittedFrom }),
    ...(submittedTo !== undefined && { submittedTo }),
    ...(q !== undefined && { q }),
    ...(limit !== undefined && { limit }),
    ...(cursor !== undefined && { cursor }),
  } as const;
  const { rows, ...next } = pageOf(database, calendar, query, plan, (facts) =>
    publishedFor(facts, caseRowOf(evaluateCase(facts, calendar, now))),
  );
  return { reports: rows, ...next };
};

/** @param rowOf undefined of a case that is not for the reader */
const pageOf = <Row>(
  database: Database,
  calendar: WorkingCalendar,
  query: ListedCases & Pick<CaseQuery, 'limit' | 'cursor'>,
  plan: SearchPlan,
  rowOf: (facts: CaseFacts) => Row | undefined,
): { readonly rows: readonly Row[]; readonly nextCursor?: string } => {
  demandRanges(query);
  const { cursor, limit = 50, now: _, ...asked } = query;
  const fingerprint = fingerprintOf(asked);
  const [sortKey = '', caseNumber = ''] = cursor === undefined ? [] : openCursor(cursor, fingerprint);
  const after = cursor === undefined ? undefined : { sortKey, caseNumber: Number(caseNumber) };
  // All of it of one state of the read models.
  return database.transaction(() => {
    const found = foundAfter(database, calendar, query, { after, wanted: limit + 1, plan });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const state = database
      .prepare<[number], string>('SELECT state FROM case_states WHERE case_number = ?')
      .pluck();
    return {
      rows: page.flatMap((row) => rowOf(factsOfText(state.get(row.caseNumber) ?? '')) ?? []),
      ...(found.length > limit &&
        last && { nextCursor: sealCursor(fingerprint, [last.sortKey, String(last.caseNumber)]) }),
    };
  })();
};

/** How many cases a worklist has, up to a bound. */
export const countCases = (
  database: Database,
  calendar: WorkingCalendar,
  query: CaseSelection,
  plan: SearchPlan = searchPlan,
): CaseCount => {
  demandRanges(query);
  return database.transaction((): CaseCount => {
    const count = countedOf(database, calendar, query, plan);
    return { count: Math.min(count, mostCounted), isMore: count > mostCounted };
  })();
};

/** The same of several worklists, of one state of the read models. */
export const countEach = (
  database: Database,
  calendar: WorkingCalendar,
  queries: readonly CaseSelection[],
): readonly CaseCount[] =>
  database.transaction(() => queries.map((query) => countCases(database, calendar, query)))();

/** Whoever opens a worklist asks for ten of these: the rows themselves are read only where words are looked for in them. */
const countedOf = (
  database: Database,
  calendar: WorkingCalendar,
  query: CaseSelection,
  plan: SearchPlan,
): number => {
  const most = mostCounted + 1;
  const isOfSeveral = query.role === 'either' && typeof query.agencyId !== 'string';
  if (query.q !== undefined || isOfSeveral)
    return foundAfter(database, calendar, query, { wanted: most, plan }).length;
  const inBox =
    query.bbox && placeHits(database, query.bbox, { most: plan.few, rounded: readsRounded(query) });
  return countUpTo(database, calendar, query, inBox, most);
};

/** @throws {@link InvalidQuery} for a range of submissions that is reversed */
export const demandSubmissions = ({
  submittedFrom,
  submittedTo,
}: Pick<CaseFilters, 'submittedFrom' | 'submittedTo'>): void => {
  if (submittedFrom !== undefined && submittedTo !== undefined && submittedFrom > submittedTo)
    throw new InvalidQuery('submittedFrom is after submittedTo', '/submittedFrom');
};

/** @throws {@link InvalidQuery} for a range that is reversed */
const demandRanges = (query: CaseSelection): void => {
  demandSubmissions(query);
  const { disputedFrom, disputedTo } = query;
  if (disputedFrom !== undefined && disputedTo !== undefined && disputedFrom > disputedTo)
    throw new InvalidQuery('disputedFrom is after disputedTo', '/disputedFrom');
};

/** As many cases of a query as are wanted, in its order, from a place on. */
export const foundAfter = (
  database: Database,
  calendar: WorkingCalendar,
  query: ListedCases,
  {
    after,
    wanted,
    plan = searchPlan,
  }: { readonly after?: Place | undefined; readonly wanted: number; readonly plan?: SearchPlan },
): readonly Place[] => {
  if (query.q !== undefined && !audienceSees(audienceOfList(query.reader), 'text')) return [];
  const rounded = readsRounded(query);
  const inBox = query.bbox && placeHits(database, query.bbox, { most: plan.few, rounded });
  const readerOf = (few: readonly number[] | undefined) => casePageReader(database, calendar, query, few);
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
    on: (
      rowsAfter: CasePageReader,
      fits: (row: Found) => boolean,
      most = Number.POSITIVE_INFINITY,
    ): boolean => {
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
