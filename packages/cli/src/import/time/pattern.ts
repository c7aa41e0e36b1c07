import { offsetMinutes } from '@phananh/core/engine';

/** The parts of a time as they are written, still in the zone of whoever wrote them. */
interface WrittenTime {
  /** Milliseconds since the epoch as if it had been written in UTC. */
  readonly local: number;
  /** Minutes east of UTC when the time names its offset. */
  readonly offset: number | undefined;
}

/** How far a format says what time it is: a day, or a moment of it. */
type Precision = 'day' | 'time';

/**
 * A parser of one time format; undefined for text of another form, or a date or an offset
 * that does not exist, such as 30 February or +07:99.
 */
export interface TimeParser {
  (text: string): WrittenTime | undefined;
  readonly precision: Precision;
}

type Part =
  | 'year'
  | 'month'
  | 'monthName'
  | 'day'
  | 'hour'
  | 'hour12'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'half'
  | 'offset';

interface Token {
  readonly part: Part;
  /** What it looks like. `fixed`: when digits stand beside it without anything between. */
  readonly regex: string;
  readonly fixed?: string;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const longMonths = 'january|february|march|april|may|june|july|august|september|october|november|december';
const twoDigits = { regex: '\\d{1,2}', fixed: '\\d{2}' };
const offset = '[+-]\\d{2}:?\\d{2}';

/** The tokens of date-fns that a map can use. The documentation has the same ones. */
export const tokens: { readonly [token: string]: Token } = {
  yyyy: { part: 'year', regex: '\\d{4}' },
  MM: { part: 'month', ...twoDigits },
  M: { part: 'month', regex: '\\d{1,2}' },
  MMM: { part: 'monthName', regex: months.join('|') },
  MMMM: { part: 'monthName', regex: longMonths },
  dd: { part: 'day', ...twoDigits },
  d: { part: 'day', regex: '\\d{1,2}' },
  HH: { part: 'hour', ...twoDigits },
  H: { part: 'hour', regex: '\\d{1,2}' },
  hh: { part: 'hour12', ...twoDigits },
  h: { part: 'hour12', regex: '\\d{1,2}' },
  mm: { part: 'minute', ...twoDigits },
  m: { part: 'minute', regex: '\\d{1,2}' },
  ss: { part: 'second', ...twoDigits },
  s: { part: 'second', regex: '\\d{1,2}' },
  S: { part: 'fraction', regex: '\\d' },
  SS: { part: 'fraction', regex: '\\d{2}' },
  SSS: { part: 'fraction', regex: '\\d{3}' },
  a: { part: 'half', regex: '[ap]m' },
  X: { part: 'offset', regex: `z|${offset}|[+-]\\d{2}` },
  XX: { part: 'offset', regex: `z|${offset}` },
  XXX: { part: 'offset', regex: `z|${offset}` },
  xx: { part: 'offset', regex: offset },
  xxx: { part: 'offset', regex: offset },
};

/** A pattern that this compiler does not know, or that does not say enough to make a time of. */
export class UnknownTimePattern extends Error {}

/**
 * Compiles a pattern in the tokens of date-fns to a parser: once a map, not once a row.
 * Throws {@link UnknownTimePattern}.
 */
export const compileTimePattern = (pattern: string): TimeParser => {
  const { source, parts } = analysed(pattern);
  for (const needed of ['year', 'day'] as const) demandPart(pattern, parts, [needed]);
  demandPart(pattern, parts, ['month', 'monthName']);
  if (parts.includes('hour12')) demandPart(pattern, parts, ['half']);
  for (const needless of ['minute', 'half'] as const)
    if (parts.includes(needless)) demandPart(pattern, parts, ['hour', 'hour12']);
  const regex = new RegExp(`^${source}$`, 'i');
  const at = (part: Part): number => parts.indexOf(part) + 1;
  const place = {
    year: at('year'),
    month: at('month'),
    monthName: at('monthName'),
    day: at('day'),
    hour: at('hour'),
    hour12: at('hour12'),
    minute: at('minute'),
    second: at('second'),
    fraction: at('fraction'),
    half: at('half'),
    offset: at('offset'),
  };
  const precision: Precision = place.hour + place.hour12 > 0 ? 'time' : 'day';
  const parse = (text: string): WrittenTime | undefined => {
    const found = regex.exec(text);
    if (found === null) return undefined;
    // Group 0 is the whole text; a part that the pattern lacks has place 0 and is 0 here.
    const number = (index: number): number => (index === 0 ? 0 : Number(found[index]));
    const month = place.monthName === 0 ? number(place.month) : monthNamed(found[place.monthName]);
    const hour = place.hour12 === 0 ? number(place.hour) : hourOf(number(place.hour12), found[place.half]);
    const local = localTime(
      number(place.year),
      month,
      number(place.day),
      hour,
      number(place.minute),
      number(place.second),
      fractionOf(place.fraction === 0 ? undefined : found[place.fraction]),
    );
    if (local === undefined) return undefined;
    if (place.offset === 0) return { local, offset: undefined };
    const offset = offsetMinutes(found[place.offset] ?? '');
    return offset === undefined ? undefined : { local, offset };
  };
  return Object.assign(parse, { precision });
};

const demandPart = (pattern: string, parts: readonly Part[], oneOf: readonly Part[]): void => {
  if (oneOf.some((part) => parts.includes(part))) return;
  throw new UnknownTimePattern(`${pattern} names no ${oneOf[0]}`);
};

/** Letters are tokens, quoted text and everything else stands for itself. */
const analysed = (pattern: string): { readonly source: string; readonly parts: readonly Part[] } => {
  const pieces = pattern.match(/''|'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']/g) ?? [];
  if (pieces.join('') !== pattern) throw new UnknownTimePattern(`${pattern}: a quote is not closed`);
  const parts: Part[] = [];
  const sources = pieces.map((piece, index) => {
    if (piece === "''") return "'";
    if (piece.startsWith("'")) return literal(piece.slice(1, -1).replaceAll("''", "'"));
    if (!/[A-Za-z]/.test(piece)) return literal(piece);
    const token = Object.hasOwn(tokens, piece) ? tokens[piece] : undefined;
    if (token === undefined) {
      const known = Object.keys(tokens).join(', ');
      throw new UnknownTimePattern(
        `${pattern}: ${piece} is not one of ${known}; a word stands in single quotes, such as 'lúc'`,
      );
    }
    if (parts.includes(token.part)) throw new UnknownTimePattern(`${pattern}: names the ${token.part} twice`);
    parts.push(token.part);
    const beside = [pieces[index - 1], pieces[index + 1]].some((other) => /^[A-Za-z]/.test(other ?? ''));
    return `(${beside ? (token.fixed ?? token.regex) : token.regex})`;
  });
  return { source: sources.join(''), parts };
};

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

const monthNamed = (name = ''): number => months.indexOf(name.slice(0, 3).toLowerCase()) + 1;

/** 12 am is 0, 12 pm is 12; NaN for an hour that a clock of twelve does not have. */
const hourOf = (hour: number, half = ''): number =>
  hour < 1 || hour > 12 ? Number.NaN : (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);

const fractionOf = (digits = ''): number => Number(digits.padEnd(3, '0'));

const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const localTime = (
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millisecond: number,
): number | undefined => {
  const leapDay = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  const days = (daysInMonth[month - 1] ?? 0) + leapDay;
  // Negated, so that NaN fails too. Years below 100 would be taken for years of the last century.
  const exists =
    year >= 100 && day >= 1 && day <= days && hour >= 0 && hour <= 23 && minute <= 59 && second <= 59;
  return exists ? Date.UTC(year, month - 1, day, hour, minute, second, millisecond) : undefined;
};
