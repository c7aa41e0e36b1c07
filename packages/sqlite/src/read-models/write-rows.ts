import { cellsOf, type Table } from '@phananh/core';
import type { Database } from 'better-sqlite3';

/** Writes rows of a documented table over those with the same key. Cells are bound by place: names take twice as long. */
export const rowWriter = <Row>(database: Database, table: Table<Row>): ((row: Row) => void) => {
  const names = table.columns.map(({ name }) => name);
  const put = database.prepare(
    `INSERT OR REPLACE INTO ${table.name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  return (row) => {
    put.run(cellsOf(table, row));
  };
};

/**
 * The same for a table whose rows change while some of their columns never do: the indexes of those are left alone.
 *
 * @param fixed columns that keep their first value
 */
export const rowUpserter = <Row>(
  database: Database,
  table: Table<Row>,
  fixed: ReadonlySet<string>,
): ((row: Row) => void) => {
  const names = table.columns.map(({ name }) => name);
  const changing = names.filter((name) => !fixed.has(name) && !table.primaryKey.includes(name));
  const put = database.prepare(
    `INSERT INTO ${table.name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
     ON CONFLICT (${table.primaryKey.join(', ')}) DO UPDATE SET ${changing.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  );
  return (row) => {
    put.run(cellsOf(table, row));
  };
};
