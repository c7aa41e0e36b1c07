import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { CellValue, Gaps, RowText, TableDefinition, TableSnapshot } from '@phananh/core/read-models';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { readModelVersion } from '../building/schema.ts';
import { gapsOfProjection } from '../building/skipped-events.ts';
import { defineRowText, lineOf, storedName } from './row-text.ts';

/** One state of the read models for several reads. In memory there is one connection only, and nobody else writes meanwhile. */
export const snapshotOf = (
  database: Database,
): { readonly database: Database; readonly release: () => void } => {
  if (database.memory) return { database, release: () => {} };
  const snapshot = new BetterSqlite(database.name, { readonly: true });
  snapshot.exec('BEGIN');
  // The state is that of the first read.
  snapshot.prepare('SELECT 1 FROM projections').get();
  return { database: snapshot, release: () => snapshot.close() };
};

/** Which rows of a table, in SQL: all conditions, with what they name. */
interface RowConditions {
  readonly conditions: readonly string[];
  readonly bound: { readonly [name: string]: CellValue };
}

/** Says of each table, by its name, which rows are wanted of one state of the read models. */
export type WantedRows = (database: Database) => (table: string) => RowConditions;

const everyRow: RowConditions = { conditions: [], bound: {} };

const whereAll = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;

/** Rows that are read at once. Between two pages others are served. */
const rowsPerPage = 1_000;

/** The documented tables in one state. */
export const tableSnapshot = (
  served: Database,
  /** What the tables of reports do not have of the log. */
  gapsOf: (database: Database) => () => Gaps,
  /** Which rows of which table; absent: all. */
  wanted: WantedRows = () => () => everyRow,
): TableSnapshot => {
  const { database, release } = snapshotOf(served);
  const whereOf = wanted(database);
  const position = database.prepare<[], number | null>('SELECT min(position) FROM projections').pluck().get();
  return {
    position: position ?? null,
    schemaVersion: readModelVersion,
    gaps: gapsOf(database)(),
    gapsOf: (projection) => {
      const { parkedStreams, skippedEvents } = gapsOfProjection(database)(projection);
      return { parkedStreams, skippedEvents };
    },
    pages: (table, order) =>
      pagesOf(database, table, order === 'key' ? table.primaryKey : order, whereOf(table.name)),
    lines: (table, text) => linesOf(database, table, text, whereOf(table.name)),
    release,
  };
};

async function* pagesOf(
  database: Database,
  { name, columns }: TableDefinition,
  order: readonly string[],
  { conditions, bound }: RowConditions,
): AsyncGenerator<readonly (readonly CellValue[])[]> {
  const names = columns.map((column) => column.name);
  const stored = columns.map(storedName);
  const key = order.join(', ');
  const select = (...where: string[]) =>
    database
      .prepare<[RowConditions['bound'], ...CellValue[]], CellValue[]>(
        `SELECT ${stored.join(', ')} FROM ${name} ${whereAll([...conditions, ...where])} ORDER BY ${key} LIMIT ${rowsPerPage}`,
      )
      .raw();
  const [first, next] = [select(), select(`(${key}) > (${order.map(() => '?').join(', ')})`)];
  const places = order.map((column) => names.indexOf(column));
  let rows = first.all(bound);
  while (rows.length > 0) {
    yield rows;
    const last = rows.at(-1) ?? [];
    if (rows.length < rowsPerPage) return;
    await turnOfTheLoop();
    rows = next.all(bound, ...places.map((place) => last[place] ?? null));
  }
}

async function* linesOf(
  database: Database,
  { name, columns, primaryKey }: TableDefinition,
  text: RowText,
  { conditions, bound }: RowConditions,
): AsyncGenerator<Uint8Array> {
  defineRowText(database, text);
  const { separator, ending } = text;
  const key = primaryKey.join(', ');
  const later = `(${key}) > (${primaryKey.map(() => '?').join(', ')})`;
  /** The last key of a page, which is there when the page is full. */
  const lastOf = (...where: string[]) =>
    database
      .prepare<[RowConditions['bound'], ...CellValue[]], CellValue[]>(
        `SELECT ${key} FROM ${name} ${whereAll([...conditions, ...where])} ORDER BY ${key} LIMIT 1 OFFSET ${rowsPerPage - 1}`,
      )
      .raw();
  /** Null: there is no row. */
  const linesFrom = (...where: string[]) =>
    database
      .prepare<[RowConditions['bound'], ...CellValue[]], Uint8Array | null>(
        `SELECT CAST(group_concat(line, @ending) || @ending AS BLOB) FROM (
           SELECT ${lineOf(columns)} AS line FROM ${name} ${whereAll([...conditions, ...where])} ORDER BY ${key} LIMIT ${rowsPerPage})`,
      )
      .pluck();
  const first = { last: lastOf(), lines: linesFrom() };
  const next = { last: lastOf(later), lines: linesFrom(later) };
  let after: readonly CellValue[] = [];
  for (let page = first; ; page = next) {
    const last = page.last.get(bound, ...after);
    const lines = page.lines.get({ ...bound, separator, ending }, ...after);
    if (lines != null) yield lines;
    if (last === undefined) return;
    await turnOfTheLoop();
    after = last;
  }
}
