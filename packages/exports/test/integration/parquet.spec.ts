import {
  type CellValue,
  type ColumnDefinition,
  caseEventsTable,
  caseFactsTable,
  clockEventsTable,
} from '@phananh/core/read-models';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { exportedTable } from '../../src/exported-table.ts';
import { anyRows, filledTables } from '../support/any-rows.ts';

/** What a reader of Parquet is to find for a cell. */
const meant = (cell: CellValue, { type }: ColumnDefinition): unknown => {
  if (cell === null) return null;
  switch (type) {
    case 'integer':
      return BigInt(cell);
    case 'boolean':
      return cell === 1;
    case 'instant':
      return new Date(String(cell));
    case 'local':
      return new Date(`${String(cell).replace(' ', 'T')}Z`);
    case 'day':
      return new Date(`${cell}T00:00:00Z`);
    case 'real':
      // SQLite keeps no sign of a zero.
      return cell === 0 ? 0 : cell;
    case 'text':
      // UTF-8 has no half of a character, and this reader passes over a byte order mark.
      return String(cell)
        .toWellFormed()
        .replace(/^\uFEFF/, '');
  }
};

it.each([
  ['cases', caseFactsTable],
  ['events', caseEventsTable],
  ['clock-events', clockEventsTable],
] as const)(
  'a Parquet file of %s is read as it was written, days and times typed, whatever stands in it',
  async (what, table) => {
    const { put, exported } = await filledTables();
    const { columns } = exportedTable(table, 'analyst');
    await fc.assert(
      fc.asyncProperty(anyRows(table), async (rows) => {
        put(table, rows);
        const bytes = Buffer.concat(await exported(what, 'parquet'));
        const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
        const cellOf = (row: readonly CellValue[], stored: string): CellValue =>
          row[table.columns.findIndex(({ name }) => name === stored)] ?? null;
        expect(await parquetReadObjects({ file })).toEqual(
          rows.map((row) =>
            Object.fromEntries(
              columns.map((column) => [
                column.name,
                meant(cellOf(row, column.stored ?? column.name), column),
              ]),
            ),
          ),
        );
      }),
      { numRuns: 25 },
    );
  },
);
