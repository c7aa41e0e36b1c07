import {
  type MonthlySums,
  type ProjectedTable,
  type RowKey,
  type Rows,
  storedNameOf,
} from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { matchOf, type Words, wordsTable, wordsWriter } from './full-text.ts';
import { sumsTables, sumsWriter } from './monthly-sums.ts';

/** What is kept of a declared table beside its rows, where it says so: the words of its texts, and how many rows there are by month. */

/** A row as code has it. */
interface Row {
  readonly [field: string]: unknown;
}

/** Follows the rows of a table. */
interface Extension {
  changed(key: RowKey, before: Row | undefined, after: Row | undefined): void;
  flush?(): void;
  forget?(): void;
}

/** Their tables in SQL; nothing for a table that has none. */
export const extensionTables = (table: ProjectedTable): string =>
  [
    ...(table.search.length === 0 ? [] : [numbersTable(table), wordsTable(wordsOf(table))]),
    ...(keepsMonths(table) ? [sumsTables(sumsOf(table))] : []),
  ].join('\n');

export const isExtended = (table: ProjectedTable): boolean => table.search.length > 0 || keepsMonths(table);

/** The rows of a table with what is kept beside them. */
export interface ExtendedRows {
  // biome-ignore lint/suspicious/noExplicitAny: the columns are known to the projection alone.
  readonly rows: Rows<any>;
  /** Writes what waits: the transaction is about to be committed. */
  flush(): void;
  /** Drops it: the transaction was rolled back. */
  forget(): void;
}

export const extendedRows = (
  database: Database,
  table: ProjectedTable,
  rows: ExtendedRows['rows'],
): ExtendedRows => {
  const extensions: readonly Extension[] = [
    ...(table.search.length === 0 ? [] : [searchIn(database, table)]),
    ...(keepsMonths(table) ? [monthsIn(database, table)] : []),
  ];
  const flush = (): void => {
    for (const extension of extensions) extension.flush?.();
  };
  const forget = (): void => {
    for (const extension of extensions) extension.forget?.();
  };
  if (extensions.length === 0) return { rows, flush, forget };
  const changing = (key: RowKey, change: () => void): void => {
    const before = rows.find(key);
    change();
    const after = rows.find(key);
    for (const extension of extensions) extension.changed(key, before, after);
  };
  const keys = Object.entries(table.fields).filter(([, { isKey }]) => isKey);
  const keyOf = (row: Row): RowKey => keys.map(([field]) => String(row[field]));
  return {
    flush,
    forget,
    rows: {
      find: rows.find,
      under: rows.under,
      insert: (row) => changing(keyOf(row), () => rows.insert(row)),
      put: (row) => changing(keyOf(row), () => rows.put(row)),
      update: (key, changes) => changing(key, () => rows.update(key, changes)),
      remove: (key) => changing(key, () => rows.remove(key)),
      erase: (key) => changing(key, () => rows.erase(key)),
    },
  };
};

/** An index of words knows rows by numbers: each row gets one, and keeps it. */
const numbersOf = ({ name }: ProjectedTable): string => `${name}_numbers`;
const numbersTable = (table: ProjectedTable): string => {
  const key = table.primaryKey;
  return `CREATE TABLE ${numbersOf(table)} (number INTEGER PRIMARY KEY, ${key.map((one) => `${one} TEXT NOT NULL`).join(', ')}, UNIQUE (${key.join(', ')})) STRICT;`;
};

const wordsOf = ({ name, search }: ProjectedTable): Words => ({
  name: `${name}_words`,
  columns: search.map(storedNameOf),
});

const searchIn = (database: Database, table: ProjectedTable): Extension => {
  const { primaryKey, search } = table;
  const words = wordsWriter(database, wordsOf(table));
  const find = database
    .prepare<string[], number>(
      `SELECT number FROM ${numbersOf(table)} WHERE ${primaryKey.map((key) => `${key} = ?`).join(' AND ')}`,
    )
    .pluck();
  const number = database.prepare<string[]>(
    `INSERT INTO ${numbersOf(table)} (${primaryKey.join(', ')}) VALUES (${primaryKey.map(() => '?').join(', ')})`,
  );
  const textsOf = (row: Row): readonly (string | null)[] =>
    search.map((field) => {
      const text = row[field];
      return typeof text === 'string' ? text : null;
    });
  return {
    changed: (key, before, after) => {
      const texts = after && textsOf(after);
      const was = before && textsOf(before);
      if (was !== undefined && texts?.every((text, place) => text === was[place]) === true) return;
      const values = [key].flat();
      const known = find.get(...values);
      const row = known ?? number.run(...values).lastInsertRowid;
      if (was !== undefined) words.drop(row, was);
      if (texts !== undefined) words.put(row, texts);
    },
  };
};

/**
 * That a row has the words of a search, in SQL.
 *
 * @param match as {@link matchingIn} gives it, bound in the statement
 */
export const hasWords = (table: ProjectedTable, match: string): string => {
  const key = table.primaryKey.join(', ');
  return `(${key}) IN (SELECT ${key} FROM ${numbersOf(table)} WHERE number IN (SELECT rowid FROM ${wordsOf(table).name} WHERE ${wordsOf(table).name} MATCH ${match}))`;
};

/** What the words are asked for, in some of the texts. */
export const matchingIn = (phrases: Parameters<typeof matchOf>[0], fields: readonly string[]): string =>
  matchOf(phrases, fields.map(storedNameOf));

const keepsMonths = ({ months }: ProjectedTable): boolean => Object.keys(months).length > 0;

/** Without a column: how many rows a month has. */
const everyRow = '';

/** Where the counts of a table stand, of whatever they are counted by. */
export const nameOfSums = ({ name }: ProjectedTable): string => `${name}_sums`;

/** A row counts once for each day, by each column; values as JSON, so that nothing is taken for an empty text. */
const sumsOf = (table: ProjectedTable): MonthlySums<Row> => {
  const { months } = table;
  const days = Object.keys(months);
  const columns = [...new Set(Object.values(months).flat())];
  const dayIn = (row: Row, day: string): string => (typeof row[day] === 'string' ? row[day] : '');
  return {
    name: nameOfSums(table),
    cohorts: Object.fromEntries(days.map((day) => [storedNameOf(day), (row: Row) => dayIn(row, day)])),
    dimensions: Object.fromEntries([
      [everyRow, () => ''],
      ...columns.map((field) => [storedNameOf(field), (row: Row) => JSON.stringify(row[field] ?? null)]),
    ]),
    numbers: ['counted'],
    count: (sums, _, sign) => {
      sums[0] = (sums[0] ?? 0) + sign;
    },
    isAlike: (a, b) => [...days, ...columns].every((field) => (a[field] ?? null) === (b[field] ?? null)),
  };
};

const monthsIn = (database: Database, table: ProjectedTable): Extension => {
  const { change, flush, forget } = sumsWriter(database, sumsOf(table));
  return { changed: (_, before, after) => change('', before, after), flush, forget };
};
