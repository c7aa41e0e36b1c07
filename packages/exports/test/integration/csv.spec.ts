import {
  type CellValue,
  type ColumnDefinition,
  caseEventsTable,
  caseFactsTable,
  type TableDefinition,
} from '@phananh/core/read-models';
import { readModels } from '@phananh/sqlite';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportedTable } from '../../src/exported-table.ts';
import type { ExportWhat } from '../../src/index.ts';
import { anyRows, exportedAt, filledTables, plainCell } from '../support/any-rows.ts';

/** More than are read at once, twice. */
const manyRows = 2_300;

/** Tables that are filled by hand, and their files as CSV. */
const tablesAsCsv = async () => {
  const { path, put, exported } = await filledTables();
  return {
    path,
    put,
    exported: (what: ExportWhat) => exported(what, 'csv'),
    written: (table: TableDefinition) => written(path, table),
  };
};

/** Rows in which nothing stands but what is given for a column, and the number of the row. */
const rowsWith = (table: TableDefinition, name: string, cells: readonly CellValue[]): CellValue[][] =>
  cells.map((cell, row) =>
    table.columns.map((column) => {
      if (table.primaryKey.includes(column.name)) return row + 1;
      return column.name === name ? cell : plainCell(column);
    }),
  );

/** The same cell by cell, by the words of RFC 4180 and of OWASP. */
const written = async (path: string, definition: TableDefinition): Promise<string> => {
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

describe('CSV', () => {
  it.each([
    ['cases', caseFactsTable],
    ['events', caseEventsTable],
  ] as const)('of %s has every cell as the rules say, whatever stands in it', async (what, table) => {
    const { put, exported, written } = await tablesAsCsv();
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
    const { put, exported, written } = await tablesAsCsv();
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
    const { put, exported } = await tablesAsCsv();
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
    const { path, put, exported, written } = await tablesAsCsv();
    put(caseFactsTable, rowsWith(caseFactsTable, 'category', ['a']));
    const database = new Database(path);
    database.exec("UPDATE case_facts SET category = CAST(x'61ff62' AS TEXT)");
    database.close();
    expect(Buffer.concat(await exported('cases')).toString('latin1')).toBe(
      Buffer.from(await written(caseFactsTable)).toString('latin1'),
    );
  });
});
