import { type CellValue, putCells, type Table } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';

/** Writes a row over the one with the same key. */
export const rowWriter = <Row>(database: Database, table: Table<Row>): ((row: Row) => void) =>
  writing(database, table, `INSERT OR REPLACE INTO ${table.name} ${valuesOf(table)}`);

/**
 * Writes rows of a table whose rows change while some of their columns never do: the indexes of those are left alone.
 *
 * @param fixed columns that keep their first value
 */
export const rowUpserter = <Row>(
  database: Database,
  table: Table<Row>,
  fixed: ReadonlySet<string>,
): ((row: Row) => void) => {
  const { name, columns, primaryKey } = table;
  const changing = columns.filter((one) => !fixed.has(one.name) && !primaryKey.includes(one.name));
  const sets = changing.map((one) => `${one.name} = excluded.${one.name}`).join(', ');
  return writing(
    database,
    table,
    `INSERT INTO ${name} ${valuesOf(table)} ON CONFLICT (${primaryKey.join(', ')}) DO UPDATE SET ${sets}`,
  );
};

/** Cells are bound by place, and as arguments: names take twice as long, a list of them a tenth more. */
const writing = <Row>(database: Database, table: Table<Row>, sql: string): ((row: Row) => void) => {
  const put = database.prepare<CellValue[]>(sql);
  const cells = new Array<CellValue>(table.columns.length).fill(null);
  return (row) => {
    putCells(table, row, cells);
    put.run(...cells);
  };
};

const valuesOf = <Row>({ columns }: Table<Row>): string =>
  `(${columns.map(({ name }) => name).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
