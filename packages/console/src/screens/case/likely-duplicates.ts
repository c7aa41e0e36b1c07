import { foldText } from '@phananh/core/engine';
import type { CaseRow } from '@phananh/core/read-models';

/** Which other reports may be of the same thing. */

export interface Compared {
  readonly place: { readonly lat: number; readonly lng: number };
  readonly submittedAt: string;
  readonly text: string;
  readonly category: string | null;
}

export interface LikelyDuplicate {
  readonly row: CaseRow;
  readonly metres: number;
  /** From 0 to 1. */
  readonly likeness: number;
}

/** Less than this is another thing: at one place on one day much is reported, which shares neither words nor a category. */
const least = 0.6;
/** Farther away, and longer apart, says nothing for it any more. */
const mostMetres = 300;
const mostDays = 60;

/**
 * The likeliest first: by how near they are, which of the words they share, how long they are apart, and whether of one category. One
 * category or the other says nothing before it is verified.
 */
export const likelyDuplicates = (asked: Compared, rows: readonly CaseRow[]): readonly LikelyDuplicate[] => {
  const words = wordsOf(asked.text);
  return rows
    .flatMap((row) => {
      if (row.lat === null || row.lng === null) return [];
      const metres = metresBetween(asked.place, { lat: row.lat, lng: row.lng });
      const apart = Math.abs(Date.parse(row.submittedAt) - Date.parse(asked.submittedAt)) / 86_400_000;
      const areKnown = asked.category !== null && row.category !== null;
      const isSame = asked.category === row.category;
      const likeness =
        0.35 * nearness(metres, mostMetres) +
        0.35 * shared(words, wordsOf(typeof row.text === 'string' ? row.text : '')) +
        0.15 * nearness(apart, mostDays) +
        0.15 * Number(areKnown && isSame);
      return (areKnown && !isSame) || likeness < least ? [] : [{ row, metres, likeness }];
    })
    .toSorted((a, b) => b.likeness - a.likeness);
};

const nearness = (far: number, most: number): number => Math.max(0, 1 - far / most);

/** Without diacritics, as searches compare them. */
const wordsOf = (text: string): ReadonlySet<string> => new Set(foldText(text).match(/[\p{L}\p{N}]+/gu) ?? []);

/** Of the words of the shorter one, how many the other one has. */
const shared = (one: ReadonlySet<string>, other: ReadonlySet<string>): number => {
  const fewer = Math.min(one.size, other.size);
  return fewer === 0 ? 0 : [...one].filter((word) => other.has(word)).length / fewer;
};

/** On a sphere, which at such distances is exact to half a per cent. */
const metresBetween = (a: Compared['place'], b: Compared['place']): number => {
  const radians = Math.PI / 180;
  const [north, east] = [(b.lat - a.lat) * radians, (b.lng - a.lng) * radians];
  const width = Math.cos(((a.lat + b.lat) / 2) * radians);
  return 6_371_000 * Math.hypot(north, east * width);
};
