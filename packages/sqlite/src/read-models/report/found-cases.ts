import { type Box, type SearchPhrase, textMatches } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { matchOf } from '../declared/full-text.ts';

/** Cases with the words of a search, by the index of words; undefined when there are more than `most`. */
export const textHits = (
  database: Database,
  phrases: readonly SearchPhrase[],
  most: number,
): readonly number[] | undefined => {
  const hits = database
    .prepare<[string, number], number>('SELECT rowid FROM case_search WHERE case_search MATCH ? LIMIT ?')
    .pluck()
    .all(matchOf(phrases), most + 1);
  return hits.length > most ? undefined : hits;
};

/**
 * What the index of words is asked for: not for the beginning of a word, beside others, that half of the texts have. To merge
 * the lists of all words that begin so takes long, and it leaves half of what the others leave at best.
 *
 * @param sample texts of the list
 */
export const indexedPhrases = (
  phrases: readonly SearchPhrase[],
  sample: readonly (string | null)[],
): readonly SearchPhrase[] => {
  const whole = phrases.filter(({ prefix }) => !prefix);
  if (whole.length === 0 || whole.length === phrases.length) return phrases;
  const begins = textMatches(phrases.filter(({ prefix }) => prefix));
  const having = sample.filter((text) => text !== null && begins(text)).length;
  return having > sample.length / 2 ? whole : phrases;
};

/** More than a coordinate loses when it is cut. */
const cutAway = 0.0011;

/**
 * Cases in a box; undefined when there are more than `most`. The tree keeps coordinates as 32-bit numbers and rounds boxes
 * outwards: what it finds is looked at again.
 *
 * @param rounded whether the box is of places as they are rounded
 */
export const placeHits = (
  database: Database,
  { south, west, north, east }: Box,
  { most, rounded }: { readonly most: number; readonly rounded: boolean },
): readonly number[] | undefined => {
  const more = rounded ? cutAway : 0;
  const hits = database
    .prepare<[number, number, number, number, number], number>(
      `SELECT case_number FROM case_places
       WHERE max_lat >= ? AND min_lat <= ? AND max_lng >= ? AND min_lng <= ? LIMIT ?`,
    )
    .pluck()
    .all(south - more, north + more, west - more, east + more, most + 1);
  return hits.length > most ? undefined : hits;
};
