import { type CellValue, putCells, type Table } from '@phananh/core';
import type { Database } from 'better-sqlite3';

/** Writes a row over the one with the same key. Cells are bound by place: names take twice as long. */
export const rowWriter = <Row>(database: Database, table: Table<Row>): ((row: Row) => void) => {
  const put = replacing(database, table, 1);
  const cells = emptyCells(table, 1);
  return (row) => {
    putCells(table, row, cells);
    put.run(cells);
  };
};

/** Writes many rows, several with one statement. */
export interface RowsWriter<Row> {
  /** Takes a row; it may be in the table only after `flush`. */
  put(row: Row): void;
  flush(): void;
  /** Drops what has not been written: the transaction was rolled back. */
  forget(): void;
}

/** Rows that one statement writes: two thirds of the time of one a statement, and more of them gain nothing. */
const rowsAtOnce = 8;

/** The same for rows that come in great numbers. */
export const rowsWriter = <Row>(database: Database, table: Table<Row>): RowsWriter<Row> => {
  const width = table.columns.length;
  const one = replacing(database, table, 1);
  const several = replacing(database, table, rowsAtOnce);
  const cells = emptyCells(table, rowsAtOnce);
  let waiting = 0;
  return {
    put: (row) => {
      putCells(table, row, cells, waiting * width);
      waiting += 1;
      if (waiting < rowsAtOnce) return;
      waiting = 0;
      several.run(cells);
    },
    flush: () => {
      for (let row = 0; row < waiting; row++) one.run(cells.slice(row * width, (row + 1) * width));
      waiting = 0;
    },
    forget: () => {
      waiting = 0;
    },
  };
};

const replacing = <Row>(database: Database, { name, columns }: Table<Row>, rows: number) => {
  const places = new Array(rows).fill(`(${columns.map(() => '?').join(', ')})`);
  const names = columns.map((column) => column.name);
  return database.prepare(`INSERT OR REPLACE INTO ${name} (${names.join(', ')}) VALUES ${places.join(', ')}`);
};

const emptyCells = <Row>({ columns }: Table<Row>, rows: number): CellValue[] =>
  new Array(rows * columns.length).fill(null);

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
  const names = table.columns.map(({ name }) => name);
  const changing = names.filter((name) => !fixed.has(name) && !table.primaryKey.includes(name));
  const put = database.prepare<[CellValue[]]>(
    `INSERT INTO ${table.name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
     ON CONFLICT (${table.primaryKey.join(', ')}) DO UPDATE SET ${changing.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  );
  const cells = emptyCells(table, 1);
  return (row) => {
    putCells(table, row, cells);
    put.run(cells);
  };
};
