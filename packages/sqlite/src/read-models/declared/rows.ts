import { erased, isErased } from '@phananh/core/engine';
import {
  type CellValue,
  clockCells,
  type DeclaredColumn,
  erasedCellOf,
  type ProjectedTable,
  type RowKey,
  type Rows,
  storedNameOf,
  valueFault,
} from '@phananh/core/read-models';
import type { SlaClock } from '@phananh/core/sla';
import type { Database } from 'better-sqlite3';

/** Values of a row as code has them. */
interface Row {
  readonly [field: string]: unknown;
}

/** What a column is in SQL: the names of its cells, and how its values go in and come out. */
interface Cells {
  readonly field: string;
  readonly column: DeclaredColumn;
  readonly names: readonly string[];
  of(value: unknown): readonly CellValue[];
  read(stored: { readonly [name: string]: CellValue }): unknown;
}

const cellsOf = (field: string, column: DeclaredColumn): Cells => {
  const name = storedNameOf(field);
  if (column.kind === 'clock')
    return {
      field,
      column,
      names: clockCells.map(({ suffix }) => `${name}_${suffix}`),
      of: (value) => {
        // What the column is declared to hold.
        const clock = value as SlaClock | null;
        return clockCells.map((cell) => (clock === null ? null : cell.of(clock)));
      },
      read: (stored) => {
        const json = stored[`${name}_json`];
        return typeof json === 'string' ? JSON.parse(json) : null;
      },
    };
  if (column.isPersonal)
    return {
      field,
      column,
      names: [name, erasedCellOf(name)],
      // Of a personal column the value is a text, erased or nothing.
      of: (value) => (isErased(value) ? [null, 1] : [value as string | null, 0]),
      read: (stored) => (stored[erasedCellOf(name)] === 1 ? erased : (stored[name] ?? null)),
    };
  const isBoolean = column.kind === 'boolean';
  return {
    field,
    column,
    names: [name],
    // The kind of the column says that the value is a cell.
    of: (value) => [typeof value === 'boolean' ? Number(value) : (value as CellValue)],
    read: (stored) => {
      const cell = stored[name] ?? null;
      return isBoolean && cell !== null ? cell === 1 : cell;
    },
  };
};

/** The rows of a declared table. What a column cannot hold is refused, with the name of the column: SQLite would make a text of a number. */
// biome-ignore lint/suspicious/noExplicitAny: the columns are known to the projection alone.
export const rowsOf = (database: Database, table: ProjectedTable): Rows<any> => {
  const { name, primaryKey } = table;
  const all = Object.entries(table.fields).map(([field, column]) => cellsOf(field, column));
  const names = all.flatMap((cells) => cells.names);
  const where = primaryKey.map((key) => `${key} = ?`).join(' AND ');
  const inserting = `INTO ${name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  const statement = (sql: string) => lazily(() => database.prepare<CellValue[]>(sql));
  const select = lazily(() =>
    database.prepare<CellValue[], { readonly [name: string]: CellValue }>(
      `SELECT ${names.join(', ')} FROM ${name} WHERE ${where}`,
    ),
  );
  const insert = statement(`INSERT ${inserting}`);
  const put = statement(`INSERT OR REPLACE ${inserting}`);
  const remove = statement(`DELETE FROM ${name} WHERE ${where}`);
  const updates = new Map<string, ReturnType<typeof statement>>();

  const keyOf = (key: RowKey): readonly string[] => {
    const values = [key].flat();
    if (values.length !== primaryKey.length)
      throw new TypeError(`${name} has a key of ${primaryKey.join(', ')}`);
    return values;
  };
  const cellsOfRow = (row: Row): CellValue[] => {
    for (const field of Object.keys(row))
      if (!Object.hasOwn(table.fields, field)) throw new TypeError(`${name} has no column ${field}`);
    return all.flatMap((cells) => cellsFrom(cells, row[cells.field]));
  };
  const cellsFrom = (cells: Cells, value: unknown): readonly CellValue[] => {
    const fault = valueFault(cells.column, value);
    if (fault !== undefined) throw new TypeError(`${name}: ${cells.field} ${fault}`);
    return cells.of(value ?? null);
  };
  const update = (key: RowKey, changes: Row): void => {
    const changed = Object.keys(changes)
      .sort()
      .map((field) => {
        const cells = all.find((one) => one.field === field);
        if (cells === undefined || cells.column.isKey)
          throw new TypeError(`${name} has no column ${field} that can change`);
        return cells;
      });
    if (changed.length === 0) return;
    const sets = changed.flatMap((cells) => cells.names.map((cell) => `${cell} = ?`)).join(', ');
    const made = updates.get(sets) ?? statement(`UPDATE ${name} SET ${sets} WHERE ${where}`);
    updates.set(sets, made);
    const values = changed.flatMap((cells) => cellsFrom(cells, changes[cells.field]));
    const { changes: rows } = made().run(...values, ...keyOf(key));
    if (rows === 0) throw new TypeError(`${name} has no row ${keyOf(key).join(' ')}`);
  };
  const erasing = all
    .filter(({ column }) => column.isPersonal)
    .flatMap(({ names: [cell = '', isGone = ''] }) => [
      `${isGone} = (${isGone} OR ${cell} IS NOT NULL)`,
      `${cell} = NULL`,
    ])
    .join(', ');
  const erase = statement(`UPDATE ${name} SET ${erasing} WHERE ${where}`);
  const rowOf = (stored: { readonly [name: string]: CellValue }) =>
    Object.fromEntries(all.map((cells) => [cells.field, cells.read(stored)]));
  return {
    find: (key) => {
      const stored = select().get(...keyOf(key));
      return stored && rowOf(stored);
    },
    under: (beginning = []) => {
      const values = [beginning].flat();
      const begins = primaryKey.slice(0, values.length).map((key) => `${key} = ?`);
      if (begins.length < values.length) throw new TypeError(`${name} has a key of ${primaryKey.join(', ')}`);
      return database
        .prepare<CellValue[], { readonly [name: string]: CellValue }>(
          `SELECT ${names.join(', ')} FROM ${name} ${begins.length === 0 ? '' : `WHERE ${begins.join(' AND ')}`}
           ORDER BY ${primaryKey.join(', ')}`,
        )
        .all(...values)
        .map(rowOf);
    },
    insert: (row) => {
      insert().run(...cellsOfRow(row));
    },
    put: (row) => {
      put().run(...cellsOfRow(row));
    },
    update,
    remove: (key) => {
      remove().run(...keyOf(key));
    },
    erase: (key) => {
      if (erasing === '') return;
      const { changes: rows } = erase().run(...keyOf(key));
      if (rows === 0) throw new TypeError(`${name} has no row ${keyOf(key).join(' ')}`);
    },
  };
};

/** Rows that are there while an event is taken in, and not for what goes on afterwards: it would be in no transaction, and in nobody's order. */
// biome-ignore lint/suspicious/noExplicitAny: rows of whichever table, which the wrapper only hands on.
export const whileOpen = (rows: Rows<any>, isOpen: () => boolean, name: string): Rows<any> => {
  const open = (): Rows<unknown> => {
    if (!isOpen()) throw new TypeError(`${name} is asked after the event was taken in`);
    return rows;
  };
  return {
    find: (key) => open().find(key),
    under: (beginning) => open().under(beginning),
    insert: (row) => open().insert(row),
    put: (row) => open().put(row),
    update: (key, changes) => open().update(key, changes),
    remove: (key) => open().remove(key),
    erase: (key) => open().erase(key),
  };
};

const lazily = <Made>(make: () => Made): (() => Made) => {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
};
