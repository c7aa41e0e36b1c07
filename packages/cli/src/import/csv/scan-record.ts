/** How a file writes its records. */
export interface Dialect {
  readonly delimiter: string;
  /** Empty: nothing is quoted. */
  readonly quote: string;
}

export interface ScannedRecord {
  readonly fields: readonly string[];
  /** Where the next record starts. */
  readonly end: number;
  readonly malformed: string | undefined;
  readonly terminated: boolean;
  /** Whether a quoted field holds a line end. */
  readonly spansLines: boolean;
}

/**
 * The record that starts at a place; undefined when its end is not in the text yet, or, in the final text, when its
 * quote is never closed. A record ends with LF or CRLF.
 */
export const scanRecord = (
  text: string,
  start: number,
  final: boolean,
  { delimiter, quote }: Dialect,
): ScannedRecord | undefined => {
  const fields: string[] = [];
  let malformed: string | undefined;
  let spansLines = false;
  let at = start;
  let lineEnd = endOfLine(text, start);
  for (;;) {
    if (quote !== '' && text[at] === quote) {
      const quoted = scanQuoted(text, at + 1, final, quote);
      if (quoted === undefined) return undefined;
      at = quoted.end;
      if (at > lineEnd) {
        spansLines = true;
        lineEnd = endOfLine(text, at);
      }
      if (lineEnd === text.length && !final) return undefined;
      const next = endOfField(text, at, lineEnd, delimiter);
      if (next !== at && !isLineEnd(text, at, next, lineEnd)) malformed = 'text follows a closing quote';
      fields.push(quoted.value);
      at = next;
    } else {
      if (lineEnd === text.length && !final) return undefined;
      const next = endOfField(text, at, lineEnd, delimiter);
      fields.push(text.slice(at, next === lineEnd ? beforeReturn(text, at, lineEnd) : next));
      at = next;
    }
    if (at >= lineEnd) break;
    at += 1;
  }
  const terminated = lineEnd < text.length;
  return { fields, end: terminated ? lineEnd + 1 : lineEnd, malformed, terminated, spansLines };
};

const endOfLine = (text: string, from: number): number => {
  const found = text.indexOf('\n', from);
  return found === -1 ? text.length : found;
};

const endOfField = (text: string, from: number, lineEnd: number, delimiter: string): number => {
  const found = text.indexOf(delimiter, from);
  return found === -1 || found > lineEnd ? lineEnd : found;
};

/** The end of a line's text: before the CR of a CRLF. */
const beforeReturn = (text: string, from: number, lineEnd: number): number =>
  lineEnd > from && lineEnd < text.length && text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;

const isLineEnd = (text: string, from: number, to: number, lineEnd: number): boolean =>
  to === lineEnd && beforeReturn(text, from, lineEnd) === from;

const scanQuoted = (
  text: string,
  from: number,
  final: boolean,
  quote: string,
): { readonly value: string; readonly end: number } | undefined => {
  let value = '';
  let at = from;
  for (;;) {
    const close = text.indexOf(quote, at);
    // A quote at the very end may be the first half of a doubled one.
    if (close === -1 || (close + 1 === text.length && !final)) return undefined;
    if (text[close + 1] !== quote) return { value: value + text.slice(at, close), end: close + 1 };
    value += text.slice(at, close + 1);
    at = close + 2;
  }
};

export const countLineEnds = (text: string, from: number, to: number): number => {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
};
