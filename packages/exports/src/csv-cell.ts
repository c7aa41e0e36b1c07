import '@phananh/core/demand-node';

/**
 * The cells of CSV files that a spreadsheet may open, whoever wrote what stands in them (RFC 4180; OWASP, CSV injection). One place:
 * what writes a file guards by the rule by which what reads it takes the guard off.
 */

const guard = "'";

/**
 * What a spreadsheet may take for a formula: by the sign it begins with, in the width of Chinese letters too, behind blanks, which
 * some cut off; and what begins with a sign that ends cells. Apostrophes before it are the guard of a guard.
 */
const formula = /^'*(?:[\t\r\n]|\s*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20])/;

/** Of any language: the decimal sign is a point or a comma. It is shown as it is, never computed. */
const number = /^[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:[eE][+-]?\d+)?$/;

const needsGuard = (text: string): boolean => formula.test(text) && !number.test(text);

/** A spreadsheet ends a cell, or the file, at a NUL. It is written as the sign for it. */
const nul = '\0';
const signOfNul = '\u2400';

/** A text as a cell of a CSV file with commas, in quotes where it needs them. */
export const csvCell = (text: string): string => {
  const shown = text.includes(nul) ? text.replaceAll(nul, signOfNul) : text;
  const safe = needsGuard(shown) ? guard + shown : shown;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A cell that was read, without exactly the guard that {@link csvCell} put before it. */
export const unguardedCell = (cell: string): string =>
  cell.startsWith(guard) && needsGuard(cell.slice(1)) ? cell.slice(1) : cell;
