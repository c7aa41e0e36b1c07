import type { LineEnd, LineEnds } from './line-ends.ts';

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

/** A text that is read record by record. */
export interface ScannedText {
  readonly text: string;
  readonly lineEnds: LineEnds;
  /** Whether no more text comes. */
  readonly final: boolean;
}

/**
 * The record that starts at a place; undefined when its end is not in the text yet, or, in the final text, when its
 * quote is never closed. A record ends where its line does: with LF, CRLF or CR.
 */
export const scanRecord = (
  scanned: ScannedText,
  start: number,
  { delimiter, quote }: Dialect,
): ScannedRecord | undefined => {
  const { text, lineEnds } = scanned;
  const fields: string[] = [];
  let malformed: string | undefined;
  let spansLines = false;
  let at = start;
  let line = lineEnds.after(start);
  if (line === undefined) return undefined;
  for (;;) {
    if (quote !== '' && text[at] === quote) {
      const quoted = scanQuoted(scanned, at + 1, quote);
      if (quoted === undefined) return undefined;
      if (quoted.end > line.at) {
        spansLines = true;
        line = lineEnds.after(quoted.end);
        if (line === undefined) return undefined;
      }
      at = endOfField(text, quoted.end, line, delimiter);
      if (!isBlank(text, quoted.end, at)) malformed = 'text follows a closing quote';
      fields.push(quoted.value);
    } else {
      const next = endOfField(text, at, line, delimiter);
      fields.push(text.slice(at, next));
      at = next;
    }
    if (at >= line.at) break;
    at += 1;
  }
  return { fields, end: line.next, malformed, terminated: line.next > line.at, spansLines };
};

const endOfField = (text: string, from: number, line: LineEnd, delimiter: string): number => {
  const found = text.indexOf(delimiter, from);
  return found === -1 || found > line.at ? line.at : found;
};

/** Some systems pad a field behind its closing quote. */
const isBlank = (text: string, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) if (text[at] !== ' ' && text[at] !== '\t') return false;
  return true;
};

const scanQuoted = (
  { text, final }: ScannedText,
  from: number,
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
