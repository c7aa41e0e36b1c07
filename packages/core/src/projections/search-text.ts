import { foldText } from '../unicode/index.ts';

/** Words that must occur next to each other, in this order. */
export interface SearchPhrase {
  readonly words: readonly string[];
  /** The last word may be the beginning of one. */
  readonly prefix: boolean;
}

/** Most words that are looked for. */
const maximumWords = 20;

/**
 * What a search asks for: every word must occur somewhere, words in quotes next to each other. The last word, unless it
 * is quoted, may be a beginning. Everything but letters and digits separates words, so that no input is malformed.
 */
export const searchPhrases = (q: string): readonly SearchPhrase[] => {
  const parts = foldText(q).split('"');
  const phrases = parts.flatMap((part, index): readonly SearchPhrase[] => {
    const words = part.match(/[\p{L}\p{N}]+/gu) ?? [];
    const isQuoted = index % 2 === 1;
    if (isQuoted) return words.length === 0 ? [] : [{ words, prefix: false }];
    const isLast = index === parts.length - 1 && /[\p{L}\p{N}]$/u.test(part);
    return words.map((word, place) => ({ words: [word], prefix: isLast && place === words.length - 1 }));
  });
  return phrases.slice(0, maximumWords);
};

/** Whether a text has all that a search asks for. A search for nothing finds nothing. */
export const textMatches = (phrases: readonly SearchPhrase[]): ((text: string) => boolean) => {
  const wanted = phrases.map(({ words, prefix }) => ` ${words.join(' ')}${prefix ? '' : ' '}`);
  const letters = phrases.flatMap(({ words }) => words);
  return (text) => {
    const folded = foldText(text);
    // Most texts lack the letters already, and need not be taken apart.
    if (letters.length === 0 || !letters.every((word) => folded.includes(word))) return false;
    const words = ` ${folded.replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
    return wanted.every((phrase) => words.includes(phrase));
  };
};
