import type { CellValue, TableDefinition } from '@phananh/core';
import { stringify } from 'csv-stringify/sync';
import { exportedColumns, type Provenance } from './provenance.ts';

type Pages = AsyncIterable<readonly (readonly CellValue[])[]>;

/**
 * A table as CSV (RFC 4180): UTF-8, a header, CRLF. CSV has no place for metadata, so that each row ends with what the
 * extract is of. A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).
 */
export async function* csvOf(
  { columns }: TableDefinition,
  pages: Pages,
  { position, schemaVersion, exportedAt }: Provenance,
  { bom = false }: { readonly bom?: boolean } = {},
): AsyncGenerator<string> {
  const kept = exportedColumns(columns);
  const provenance = [position, schemaVersion, exportedAt];
  const names = [...kept.map(({ name }) => name), 'log_position', 'schema_version', 'exported_at'];
  yield (bom ? '\uFEFF' : '') + text([names]);
  for await (const rows of pages) {
    yield text(
      rows.map((row) => [
        ...kept.map(({ place, type }) => (type === 'text' ? guarded(row[place] ?? null) : row[place])),
        ...provenance,
      ]),
    );
  }
}

const text = (rows: readonly (readonly unknown[])[]): string =>
  stringify([...rows], { record_delimiter: 'windows' });

const guarded = (cell: CellValue): CellValue =>
  typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
