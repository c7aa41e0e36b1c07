import { type CaseQuery, searchPhrases } from '@phananh/core';
import type { Database } from 'better-sqlite3';

/** Up to so many hits are sorted; of more, the list is walked in its order and each case is looked at. */
const fewHits = 5_000;

/** Which cases a search and a place leave: their numbers when they are few, else a test for one. */
export interface FoundCases {
  /** Undefined: too many to name. */
  readonly few: readonly number[] | undefined;
  /** Undefined: all that are named, or all there are, fit. Which of these, in any order, fit. */
  readonly among: ((caseNumbers: readonly number[]) => ReadonlySet<number>) | undefined;
}

/** What `q` and `bbox` of a query leave of all cases. @param most up to how many hits are few */
export const foundCases = (database: Database, { q, bbox }: CaseQuery, most = fewHits): FoundCases => {
  const match = q === undefined ? undefined : matchOf(q);
  // Words without a letter or digit find nothing, as any other words that do not occur.
  if (q !== undefined && match === undefined) return { few: [], among: undefined };
  const byText = match === undefined ? undefined : textHits(database, match, most);
  if (byText !== undefined && byText.length <= most) return { few: byText, among: undefined };
  const among = match === undefined ? undefined : textTest(database, match);
  const byPlace = bbox && placeHits(database, bbox, most);
  return byPlace !== undefined && byPlace.length <= most
    ? { few: byPlace, among }
    : { few: undefined, among };
};

/** Phrases in the language of FTS5. They have letters and digits only, so that quotes are safe. */
const matchOf = (q: string): string | undefined => {
  const phrases = searchPhrases(q);
  if (phrases.length === 0) return undefined;
  return phrases.map(({ words, prefix }) => `"${words.join(' ')}"${prefix ? '*' : ''}`).join(' AND ');
};

const textHits = (database: Database, match: string, most: number): readonly number[] =>
  database
    .prepare<[string, number], number>('SELECT rowid FROM case_search WHERE case_search MATCH ? LIMIT ?')
    .pluck()
    .all(match, most + 1);

/** How much wider than its cases a range of numbers may be to be looked through as a whole. */
const sparse = 20;

const textTest = (database: Database, match: string): NonNullable<FoundCases['among']> => {
  const between = database
    .prepare<[string, number, number], number>(
      'SELECT rowid FROM case_search WHERE case_search MATCH ? AND rowid BETWEEN ? AND ?',
    )
    .pluck();
  return (caseNumbers) => {
    if (caseNumbers.length === 0) return new Set();
    const [low, high] = [Math.min(...caseNumbers), Math.max(...caseNumbers)];
    if (high - low < caseNumbers.length * sparse) return new Set(between.all(match, low, high));
    return new Set(caseNumbers.filter((one) => between.get(match, one, one) !== undefined));
  };
};

/** The tree keeps coordinates as 32-bit numbers and rounds boxes outwards: what it finds is looked at again. */
const placeHits = (
  database: Database,
  { south, west, north, east }: NonNullable<CaseQuery['bbox']>,
  most: number,
): readonly number[] =>
  database
    .prepare<[number, number, number, number, number], number>(
      `SELECT case_number FROM case_places
       WHERE max_lat >= ? AND min_lat <= ? AND max_lng >= ? AND min_lng <= ? LIMIT ?`,
    )
    .pluck()
    .all(south, north, west, east, most + 1);
