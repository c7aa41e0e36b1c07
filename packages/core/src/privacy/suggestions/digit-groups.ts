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

/** Between two digits of one number: a space, a dot, a hyphen, or a bracket of the area code with its space. */
const between = /[ \t\u00a0]?[()][ \t\u00a0]?|[ \t\u00a0.-]/y;

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
    if (!/[()]/.test(sign)) signs.add(sign === '.' || sign === '-' ? sign : ' ');
    sizes.push(0);
    at += sign.length;
  }
  const [separator] = signs;
  return { start, end: at, digits, sizes, separator: signs.size > 1 ? 'mixed' : separator };
};

/** Whether a number can begin here: not within a word, a longer number, or behind the sign of a decimal. */
export const beginsAt = (text: string, at: number): boolean => {
  const before = text[at - 1];
  if (before === undefined) return true;
  if (/[\p{L}\p{N}_]/u.test(before)) return false;
  return !(/[.,]/.test(before) && isDigit(text[at - 2]));
};

/**
 * Whether a number can end here. What goes on with a sign and more digits is a longer number, unless the next one begins as numbers of
 * this kind do: people write several telephone numbers one after the other.
 */
export const endsAt = ({ end, separator }: DigitGroups, text: string, next: RegExp): boolean => {
  const rest = text.slice(end, end + 8);
  if (/^[\p{L}\p{N}_]/u.test(rest)) return false;
  if (/^[.,]\d/.test(rest)) return false;
  const goesOn = separator === undefined ? /^-\d/ : /^[ -]\d/;
  return !goesOn.test(rest) || next.test(rest.slice(1));
};
