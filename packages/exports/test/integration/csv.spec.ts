import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { huePolicy } from '@phananh/core';
import {
  type CellValue,
  type ColumnDefinition,
  caseEventsTable,
  caseFactsTable,
  type TableDefinition,
} from '@phananh/core/read-models';
import { readModels, sqliteEventStore } from '@phananh/sqlite';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportedTable } from '../../src/exported-table.ts';
import { type ExportWhat, exportOf } from '../../src/index.ts';

const exportedAt = '2026-11-24T05:00:00.000Z';
/** More than are read at once, twice. */
const manyRows = 2_300;

let directory = '';
let path = '';
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-csv-'));
  path = join(directory, 'read.db');
  const store = sqliteEventStore(join(directory, 'log.db'));
  const models = readModels(path, { policy: huePolicy });
  await models.catchUp(store);
  await models.close();
  await store.close();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Puts rows into a table of the file in place of those that are there. */
const put = ({ name, columns }: TableDefinition, rows: readonly (readonly CellValue[])[]): void => {
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
};

const plainCell = ({ type, nullable }: ColumnDefinition): CellValue => {
  if (nullable) return null;
  return type === 'text' || type === 'instant' || type === 'local' || type === 'day' ? 'a' : 0;
};

/** Rows in which nothing stands but what is given for a column, and the number of the row. */
const rowsWith = (table: TableDefinition, name: string, cells: readonly CellValue[]): CellValue[][] =>
  cells.map((cell, row) =>
    table.columns.map((column) => {
      if (table.primaryKey.includes(column.name)) return row + 1;
      return column.name === name ? cell : plainCell(column);
    }),
  );

const exported = async (what: ExportWhat): Promise<readonly Buffer[]> => {
  const models = readModels(path);
  const { chunks } = exportOf(models, { what, format: 'csv', exportedAt });
  const all = await Array.fromAsync(chunks);
  await models.close();
  return all.map((chunk) => Buffer.from(chunk));
};

/** The same cell by cell, by the words of RFC 4180 and of OWASP. */
const written = async (definition: TableDefinition): Promise<string> => {
  const table = exportedTable(definition, 'analyst');
  const models = readModels(path);
  const snapshot = models.snapshot();
  const { position, schemaVersion, gaps } = snapshot;
  const pages = await Array.fromAsync(snapshot.pages(table, 'key'));
  snapshot.release();
  await models.close();
  const provenance = [
    'log_position',
    'schema_version',
    'exported_at',
    'parked_reports',
    'skipped_events',
    'deleted_reports',
    'missing_reports',
  ];
  const header = [...table.columns.map(({ name }) => name), ...provenance];
  const rows = pages
    .flat()
    .map((row) => [
      ...table.columns.map(({ type }, place) => cellOf(row[place] ?? null, type)),
      String(position ?? ''),
      String(schemaVersion),
      exportedAt,
      String(gaps.parkedReports),
      String(gaps.skippedEvents),
      String(gaps.deletedReports),
      String(gaps.missingReports),
    ]);
  return [header, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
};

const cellOf = (value: CellValue, type: ColumnDefinition['type']): string => {
  if (value === null) return '';
  if (type !== 'text') return String(value);
  const text = String(value).replaceAll('\0', '␀');
  const bare = text.replace(/^'+/, '');
  const isFormula =
    ['\t', '\r', '\n'].some((start) => bare.startsWith(start)) ||
    ['=', '+', '-', '@', '＝', '＋', '－', '＠'].some((start) => bare.trimStart().startsWith(start));
  const isNumber = /^[+-]?(\d+([.,]\d+)?|[.,]\d+)(e[+-]?\d+)?$/i.test(text);
  const safe = isFormula && !isNumber ? `'${text}` : text;
  return ['"', ',', '\r', '\n'].some((one) => safe.includes(one)) ? `"${safe.replaceAll('"', '""')}"` : safe;
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
const anyRows = (table: TableDefinition): fc.Arbitrary<CellValue[][]> => {
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

describe('CSV', () => {
  it.each([
    ['cases', caseFactsTable],
    ['events', caseEventsTable],
  ] as const)('of %s has every cell as the rules say, whatever stands in it', async (what, table) => {
    await fc.assert(
      fc.asyncProperty(anyRows(table), async (rows) => {
        put(table, rows);
        expect(Buffer.concat(await exported(what)).toString('latin1')).toBe(
          Buffer.from(await written(table)).toString('latin1'),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('has every row once, in the order of the key, however many there are; and holds no more at once of many', async () => {
    const texts = Array.from({ length: manyRows }, (_, row) => (row % 7 === 0 ? `=${row}` : `text ${row}`));
    for (const count of [0, 1, 999, 1_000, 1_001, 2_000, manyRows]) {
      put(caseFactsTable, rowsWith(caseFactsTable, 'category', texts.slice(0, count)));
      const chunks = await exported('cases');
      const whole = Buffer.concat(chunks).toString();
      expect(whole).toBe(await written(caseFactsTable));
      for (const chunk of chunks) {
        expect(chunk.toString()).toMatch(/\r\n$/);
        expect(chunk.toString().split('\r\n').length - 1).toBeLessThanOrEqual(1_000);
      }
    }
  });

  it('is read as it was, whatever stands in a text, but for formulas', async () => {
    const plain = [
      '',
      'a',
      'a b',
      'a,b',
      'a"b',
      '"',
      '""',
      'a\nb',
      'a\r\nb',
      ' a ',
      'ạ',
      "'a",
      '😀',
      'a=b',
      'a-b',
    ];
    const numbers = ['+1', '-1', '-16.46', '+84905123456', '-1,5', '-1e-7'];
    const formulas = ['=1+1', '-1+1', '@a', '\ta', '\ra', '\na', ' =a', "'=a", '＝a', '=a,"b"\n', '-', '+-1'];
    put(caseFactsTable, rowsWith(caseFactsTable, 'category', [...plain, ...numbers, ...formulas, null]));
    const rows: Record<string, string>[] = parse(Buffer.concat(await exported('cases')), { columns: true });
    expect(rows.map(({ category }) => category)).toEqual([
      ...plain,
      ...numbers,
      ...formulas.map((cell) => `'${cell}`),
      '',
    ]);
    expect(rows[0]).toMatchObject({ exported_at: exportedAt });
  });

  it('has no byte that is no UTF-8', async () => {
    put(caseFactsTable, rowsWith(caseFactsTable, 'category', ['a']));
    const database = new Database(path);
    database.exec("UPDATE case_facts SET category = CAST(x'61ff62' AS TEXT)");
    database.close();
    expect(Buffer.concat(await exported('cases')).toString('latin1')).toBe(
      Buffer.from(await written(caseFactsTable)).toString('latin1'),
    );
  });
});
