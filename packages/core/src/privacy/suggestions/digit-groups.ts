import { isSaidBefore } from './words-beside.ts';

/** Digits as somebody wrote them: in groups, with one sign between each two. */
export interface DigitGroups {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** How many digits each group has. */
  readonly sizes: readonly number[];
  /** The sign between the groups; undefined: they are written together; `mixed`: different ones. */
  readonly separator: ' ' | '.' | '-' | 'mixed' | undefined;
}

const isDigit = (unit: string | undefined): boolean => unit !== undefined && unit >= '0' && unit <= '9';

/** Folded text still has all these; a hyphen that breaks no line is folded to U+2010. */
export const dashes = '\\-\u2010\u2012\u2013\u2014\u2212';
const dots = '.\u00b7\u2022\u2027\u2219\u22c5';

/**
 * Between two digits of one number: a dot or a dash of any kind, the end of a line, or a bracket of the area code, each with spaces or
 * without; or spaces alone.
 */
const between = new RegExp(
  `[ \\t]{0,2}(?:[()](?:[ \\t]?[${dashes}])?|[${dots}]|[${dashes}]|\\r?\\n)[ \\t]{0,2}|[ \\t]{1,3}`,
  'y',
);
const [dash, dot] = [new RegExp(`[${dashes}]`), new RegExp(`[${dots}]`)];
const signIn = (written: string): ' ' | '.' | '-' =>
  dash.test(written) ? '-' : dot.test(written) ? '.' : ' ';

/** Exactly so many digits from a place on; undefined where there are fewer, or where something else comes in between. */
export const digitsFrom = (text: string, start: number, count: number): DigitGroups | undefined => {
  if (!isDigit(text[start])) return undefined;
  let digits = '';
  const sizes: number[] = [0];
  const signs = new Set<' ' | '.' | '-'>();
  let at = start;
  while (digits.length < count) {
    const unit = text[at];
    if (unit !== undefined && isDigit(unit)) {
      digits += unit;
      sizes.push((sizes.pop() ?? 0) + 1);
      at += 1;
      continue;
    }
    between.lastIndex = at;
    const [sign] = between.exec(text) ?? [];
    if (sign === undefined || !isDigit(text[at + sign.length])) return undefined;
    // A bracket is no sign that a number is written in.
    if (!/[()]/.test(sign)) signs.add(signIn(sign));
    sizes.push(0);
    at += sign.length;
  }
  const [separator] = signs;
  return { start, end: at, digits, sizes, separator: signs.size > 1 ? 'mixed' : separator };
};

/**
 * Whether a number can begin here: not within a word, a longer number, or behind the sign of a decimal. Somebody who forgot the space wrote
 * it to a word: one that says what the number is, or one that can be spoken. Letters without a vowel begin a code (KH0905123456).
 */
export const beginsAt = (text: string, at: number, words: RegExp): boolean => {
  const before = text[at - 1];
  if (before === undefined) return true;
  if (/\p{L}/u.test(before)) {
    const [word] = wordBefore.exec(text.slice(Math.max(0, at - longestWord), at)) ?? [];
    return word !== undefined && (/[aeiouy]/.test(word) || isSaidBefore(text, at, words));
  }
  if (/[\p{N}_]/u.test(before)) return false;
  return !(/[.,]/.test(before) && isDigit(text[at - 2]));
};

const longestWord = 12;
const wordBefore = /(?<![\p{L}\p{N}_])\p{L}+$/u;
const wordBehind = /^\p{L}{0,12}(?![\p{L}\p{N}_])/u;
const goesOnTogether = new RegExp(`^[${dashes}]\\d`);
const goesOnInGroups = new RegExp(`^[ ${dashes}]\\d`);

/**
 * Whether a number can end here, before a word at most that somebody wrote to it. What goes on with a sign and more digits is a longer
 * number, unless the next one begins as numbers of this kind do: people write several telephone numbers one after the other.
 */
export const endsAt = ({ end, separator }: DigitGroups, text: string, next: RegExp): boolean => {
  const rest = text.slice(end, end + longestWord + 2);
  if (!wordBehind.test(rest)) return false;
  if (/^[.,]\d/.test(rest)) return false;
  const goesOn = separator === undefined ? goesOnTogether : goesOnInGroups;
  return !goesOn.test(rest) || next.test(rest.slice(1));
};
