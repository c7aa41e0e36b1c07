import { epochOf, instantOf } from '@phananh/core/engine';
import type { ColumnDefinition, RowText } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { verdictOf } from './verdict.ts';

/**
 * Rows as text, made where they are read: what crosses into JavaScript are many lines at once instead of each cell. Only
 * texts and reals need a rule of the format; they are asked for through functions in SQL, and texts of a row together.
 */

/** Makes a format's rules callable from SQL, by names that {@link lineOf} uses. */
export const defineRowText = (database: Database, { cell }: RowText): void => {
  const pure = { deterministic: true, directOnly: true };
  // `lineOf` asks for texts and numbers only.
  database.function('text_of', pure, (value: unknown) => cell(value as string | number));
  database.function('are_plain', pure, (together: unknown, count: unknown) => {
    // Bytes that are no UTF-8 come as this sign, and are not to leave as they are.
    if (String(together).includes('\uFFFD')) return 0;
    const texts = String(together).split(between);
    // One that has the sign itself falls into parts that are none of the row's.
    return Number(texts.length === count && texts.every((text) => cell(text) === text));
  });
};

/** Between texts that are looked at together: the unit separator, which hardly any text has. */
const between = '\u001F';

/** What a column is read from, in SQL: a column of the table, or the verdict of one of its clocks. */
export const storedName = ({ name, stored = name, verdict }: ColumnDefinition): string =>
  verdict === undefined ? stored : `(${verdictOf(verdict.clock, `'${asInstant(verdict.at)}'`)})`;

/** Nothing else is written into SQL. */
const asInstant = (at: string): string => instantOf(epochOf(at));

/** A row as text in SQL, without its ending. Takes the separator as `@separator`. */
export const lineOf = (columns: readonly ColumnDefinition[]): string => {
  const texts = columns.filter(({ type }) => type === 'text').map(storedName);
  const plain = joined(columns, ({ type }) => type === 'real');
  if (texts.length === 0) return plain;
  const asked = joined(columns, ({ type }) => type === 'real' || type === 'text');
  // Leaves out those without a value.
  const together = `concat_ws('${between}', ${texts.join(', ')})`;
  const count = texts.map((text) => `(${text} IS NOT NULL)`).join(' + ');
  return `CASE WHEN are_plain(${together}, ${count}) THEN ${plain} ELSE ${asked} END`;
};

const joined = (
  columns: readonly ColumnDefinition[],
  isAsked: (column: ColumnDefinition) => boolean,
): string => {
  const cells = columns.map((column) => {
    const name = storedName(column);
    const { nullable } = column;
    if (!isAsked(column)) return nullable ? `ifnull(${name}, '')` : name;
    return nullable ? `CASE WHEN ${name} IS NULL THEN '' ELSE text_of(${name}) END` : `text_of(${name})`;
  });
  return `concat_ws(@separator, ${cells.join(', ')})`;
};
