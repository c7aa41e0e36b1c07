import { join } from 'node:path';
import { huePolicy } from '@phananh/core';
import type { CellValue, ColumnDefinition, TableDefinition } from '@phananh/core/read-models';
import { readModels, sqliteEventStore } from '@phananh/sqlite';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { type ExportFormat, type ExportWhat, exportOf } from '../../src/index.ts';

/** Files of rows that nobody could have written by events: whatever may stand in a cell. */

export const exportedAt = '2026-11-24T05:00:00.000Z';

/** Read models in a file of their own, whose rows are put there. */
export const filledTables = async () => {
  const directory = inTemporaryDirectory();
  const path = join(directory, 'read.db');
  const store = sqliteEventStore(join(directory, 'log.db'));
  const models = readModels(path, { policy: huePolicy });
  await models.catchUp(store);
  await models.close();
  await store.close();
  return {
    path,
    /** Puts rows into a table in place of those that are there. */
    put: ({ name, columns }: TableDefinition, rows: readonly (readonly CellValue[])[]): void => {
      const database = new Database(path);
      database.pragma('synchronous = OFF');
      const insert = database.prepare(
        `INSERT INTO ${name} (${columns.map((column) => column.name).join()}) VALUES (${columns.map(() => '?').join()})`,
      );
      database.transaction(() => {
        database.exec(`DELETE FROM ${name}`);
        for (const row of rows) insert.run(...row);
      })();
      database.close();
    },
    exported: async (what: ExportWhat, format: ExportFormat): Promise<readonly Buffer[]> => {
      const models = readModels(path);
      const { chunks } = exportOf(models, { what, format, exportedAt });
      const all = await Array.fromAsync(chunks);
      await models.close();
      return all.map((chunk) => Buffer.from(chunk));
    },
  };
};

export const plainCell = ({ type, nullable }: ColumnDefinition): CellValue => {
  if (nullable) return null;
  return type === 'text' || type === 'instant' || type === 'local' || type === 'day' ? 'a' : 0;
};

const special = [
  '"',
  ',',
  '\r',
  '\n',
  '\t',
  '=',
  '+',
  '-',
  '@',
  '＝',
  "'",
  '.',
  '\u0000',
  '\u001F',
  '\uFEFF',
  '\uFFFD',
];
const vietnamese = ['Huế', 'Hue\u0302\u0301', 'đ', '😀', '\uD800', '\uDC00', ' '];
const anyText = fc.oneof(
  fc.string({
    unit: fc.oneof(fc.constantFrom(...special, ...vietnamese, 'a', '0'), fc.string({ maxLength: 1 })),
  }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', 'category-7', '018a5deb-0d00-7349-a8bf-000000000d7a', '7 working-day'),
);
const strangeReals = [
  1e21,
  1e-7,
  -0,
  0.1 + 0.2,
  16,
  -16,
  1e15,
  2 ** 53,
  5e-324,
  1.7976931348623157e308,
  1e-5,
];
const anyReal = fc.oneof(
  fc.double({ noNaN: true }),
  fc.double({ min: -180, max: 180, noNaN: true }),
  fc.constantFrom(...strangeReals),
  fc.integer(),
);
const anyCell = ({ type, nullable }: ColumnDefinition): fc.Arbitrary<CellValue> => {
  const value: fc.Arbitrary<CellValue> = {
    text: anyText,
    real: anyReal,
    integer: fc.maxSafeInteger(),
    boolean: fc.constantFrom(0, 1),
    instant: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    local: fc.constantFrom('2026-11-23 08:30:00'),
    day: fc.constantFrom('2026-11-23'),
  }[type];
  return nullable ? fc.option(value) : value;
};
/** Rows of which some have nothing but plain texts. */
export const anyRows = (table: TableDefinition): fc.Arbitrary<CellValue[][]> => {
  const key = ({ name }: ColumnDefinition) => table.primaryKey.includes(name);
  const row = fc
    .tuple(fc.boolean(), ...table.columns.map((column) => anyCell(column)))
    .map(([plain, ...cells]) =>
      table.columns.map((column, place) =>
        plain && column.type === 'text' ? plainCell(column) : (cells[place] ?? null),
      ),
    );
  return fc.array(row, { maxLength: 20 }).map((rows) =>
    rows.map((cells, number) =>
      cells.map((cell, place) => {
        const column = table.columns[place];
        return column !== undefined && key(column) ? number + 1 : cell;
      }),
    ),
  );
};
