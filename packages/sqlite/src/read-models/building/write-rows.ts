import { type CellValue, putCells, type Table } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';

/** Writes a row over the one with the same key. Cells are bound by place, and as arguments: names take twice as long, a list of them a tenth more. */
export const rowWriter = <Row>(database: Database, table: Table<Row>): ((row: Row) => void) => {
  const every = [...table.columns.keys()];
  const put = database.prepare<CellValue[]>(replacing(table, every, 1));
  const cells = new Array<CellValue>(every.length).fill(null);
  return (row) => {
    putCells(table, row, cells);
    put.run(...cells);
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

/** Rows that one statement writes: more of them gain nothing. */
const rowsAtOnce = 8;

/** The same for rows that come in great numbers. Two rows with the same key must not come between two flushes. */
export const rowsWriter = <Row>(database: Database, table: Table<Row>): RowsWriter<Row> => {
  const prepare = (places: readonly number[], rows: number) =>
    database.prepare<CellValue[]>(replacing(table, places, rows));
  const statementsFor = shapes(table, (places) => {
    // Whoever follows a log writes a row at a time, and never needs it.
    let forSeveral: ReturnType<typeof prepare> | undefined;
    return {
      one: prepare(places, 1),
      several: () => {
        forSeveral ??= prepare(places, rowsAtOnce);
        return forSeveral;
      },
      cells: new Array<CellValue>(rowsAtOnce * places.length).fill(null),
      waiting: 0,
    };
  });
  return {
    put: (row) => {
      const { bound, shape } = statementsFor.of(row);
      const from = shape.waiting * bound.length;
      for (let place = 0; place < bound.length; place++) shape.cells[from + place] = bound[place] ?? null;
      shape.waiting += 1;
      if (shape.waiting < rowsAtOnce) return;
      shape.waiting = 0;
      shape.several().run(...shape.cells);
    },
    flush: () => {
      for (const shape of statementsFor.all()) {
        const width = shape.cells.length / rowsAtOnce;
        for (let row = 0; row < shape.waiting; row++)
          shape.one.run(...shape.cells.slice(row * width, (row + 1) * width));
        shape.waiting = 0;
      }
    },
    forget: () => {
      for (const shape of statementsFor.all()) shape.waiting = 0;
    },
  };
};

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
  const statementFor = shapes(table, (places) =>
    database.prepare<CellValue[]>(
      `INSERT INTO ${name} (${namesOf(table)}) VALUES ${valuesOf(table, places)}
       ON CONFLICT (${primaryKey.join(', ')}) DO UPDATE SET ${sets}`,
    ),
  );
  return (row) => {
    const { bound, shape } = statementFor.of(row);
    shape.run(...bound);
  };
};

const namesOf = <Row>({ columns }: Table<Row>): string => columns.map(({ name }) => name).join(', ');

/** A row of values, of which those at some places are bound and the others empty. */
const valuesOf = <Row>({ columns }: Table<Row>, places: readonly number[]): string =>
  `(${columns.map((_, place) => (places.includes(place) ? '?' : 'NULL')).join(', ')})`;

const replacing = <Row>(table: Table<Row>, places: readonly number[], rows: number): string =>
  `INSERT OR REPLACE INTO ${table.name} (${namesOf(table)}) VALUES ${new Array(rows).fill(valuesOf(table, places)).join(', ')}`;

/** Shapes that have statements of their own; rows of others have every cell bound. */
const mostShapes = 64;

/** As many columns as bits of a number. */
const mostBits = 53;

/**
 * What is made for rows by which of their cells are empty. Those are written out: to bind nothing takes as long as to bind
 * a number, and half of a case is empty.
 */
const shapes = <Row, Shape>(table: Table<Row>, make: (places: readonly number[]) => Shape) => {
  const cells = new Array<CellValue>(table.columns.length).fill(null);
  const every = [...cells.keys()];
  const optional = every.filter((place) => table.columns[place]?.nullable).slice(0, mostBits);
  interface Made {
    readonly shape: Shape;
    readonly places: readonly number[];
    readonly bound: CellValue[];
  }
  const madeFor = (places: readonly number[]): Made => ({
    shape: make(places),
    places,
    bound: new Array<CellValue>(places.length).fill(null),
  });
  const byKey = new Map<number, Made>();
  let ofAny: Made | undefined;
  const find = (key: number): Made => {
    const known = byKey.get(key);
    if (known !== undefined) return known;
    if (byKey.size === mostShapes) {
      ofAny ??= madeFor(every);
      return ofAny;
    }
    const made = madeFor(every.filter((place) => cells[place] !== null || !optional.includes(place)));
    byKey.set(key, made);
    return made;
  };
  return {
    /** The cells of a row that are bound, until the next call, and what was made for them. */
    of: (row: Row): Made => {
      putCells(table, row, cells);
      let key = 0;
      for (const place of optional) key = key * 2 + (cells[place] === null ? 0 : 1);
      const made = find(key);
      const { places, bound } = made;
      for (let at = 0; at < places.length; at++) bound[at] = cells[places[at] ?? 0] ?? null;
      return made;
    },
    *all(): Iterable<Shape> {
      for (const { shape } of byKey.values()) yield shape;
      if (ofAny !== undefined) yield ofAny.shape;
    },
  };
};
