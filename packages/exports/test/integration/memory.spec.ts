import {
  type CellValue,
  caseEventsTable,
  type TableDefinition,
  type TableSnapshot,
} from '@phananh/core/read-models';
import { describe, expect, it } from 'vitest';
import { type ExportFormat, exportFormats, exportOf } from '../../src/index.ts';

const rowsPerPage = 1_000;

/** Tables of as many rows as are asked for, made when they are read; counts them. */
const countedSnapshot = (rows: number) => {
  const read = { rows: 0 };
  const cellOf = ({ name, type }: TableDefinition['columns'][number], row: number): CellValue => {
    if (name === 'type') return 'published';
    if (type === 'instant') return new Date(1_700_000_000_000 + row).toISOString();
    if (type === 'local') return '2026-03-09 08:00:00.000';
    if (type === 'day') return '2026-03-09';
    return type === 'text' ? `${name}-${row}` : row;
  };
  const snapshot: TableSnapshot = {
    position: rows,
    schemaVersion: 1,
    gaps: {
      parkedStreams: 0,
      parkedReports: 0,
      skippedEvents: 0,
      deletedStreams: 0,
      deletedReports: 0,
      missingReports: 0,
    },
    gapsOf: () => ({ parkedStreams: 0, skippedEvents: 0 }),
    release: () => {},
    lines: async function* (table, { separator, ending, cell }) {
      for await (const page of this.pages(table, 'key'))
        yield Buffer.from(
          page.map((cells) => cells.map((one) => cell(one ?? '')).join(separator) + ending).join(''),
        );
    },
    pages: async function* ({ columns }) {
      for (let from = 0; from < rows; from += rowsPerPage) {
        read.rows += rowsPerPage;
        yield Array.from({ length: rowsPerPage }, (_, place) =>
          columns.map((column) => cellOf(column, from + place)),
        );
      }
    },
  };
  return { read, snapshot };
};

/** The most rows that were read between two pieces of the file, and the longest piece. */
const heldBy = async (format: ExportFormat, rows: number) => {
  const { read, snapshot } = countedSnapshot(rows);
  const { chunks } = exportOf(
    { snapshot: () => snapshot },
    { what: 'events', format, exportedAt: '2026-11-26T00:00:00.000Z' },
  );
  let [before, most, longest] = [0, 0, 0];
  for await (const chunk of chunks) {
    most = Math.max(most, read.rows - before);
    before = read.rows;
    longest = Math.max(longest, chunk.length);
  }
  expect(read.rows).toBeGreaterThanOrEqual(rows);
  return { most, longest };
};

describe('an export', () => {
  it.each(Object.keys(exportFormats) as ExportFormat[])(
    'as %s holds as much at once of a long log as of a short one',
    async (format) => {
      const [short, long] = [await heldBy(format, 20_000), await heldBy(format, 60_000)];
      expect(long.most).toBe(short.most);
      expect(long.most * caseEventsTable.columns.length).toBeLessThanOrEqual(120_000);
      // The numbers in it have a digit more; a file of Parquet ends with where its groups are.
      expect(long.longest).toBeLessThan(1.2 * short.longest);
    },
  );
});
