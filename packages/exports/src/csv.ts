import type { RowText, TableDefinition } from '@phananh/core/read-models';
import { csvCell } from './csv-cell.ts';
import type { Provenance } from './provenance.ts';

const separator = ',';
const lineEnd = '\r\n';

const provenanceColumns = [
  'log_position',
  'schema_version',
  'exported_at',
  'parked_reports',
  'skipped_events',
  'deleted_reports',
  'missing_reports',
];

/**
 * A table as CSV (RFC 4180): UTF-8, a header, CRLF. CSV has no place for metadata, so that each row ends with what the
 * extract is of. A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).
 */
export async function* csvOf(
  { columns }: TableDefinition,
  lines: (text: RowText) => AsyncIterable<Uint8Array>,
  { position, schemaVersion, exportedAt, ...gaps }: Provenance,
  { bom = false }: { readonly bom?: boolean } = {},
): AsyncGenerator<string | Uint8Array> {
  const names = [...columns.map(({ name }) => name), ...provenanceColumns];
  yield `${bom ? '\uFEFF' : ''}${names.map(textCell).join(separator)}${lineEnd}`;
  const { parkedReports, skippedEvents, deletedReports, missingReports } = gaps;
  const provenance = [
    position ?? '',
    schemaVersion,
    exportedAt,
    parkedReports,
    skippedEvents,
    deletedReports,
    missingReports,
  ];
  const ending = ['', ...provenance].join(separator) + lineEnd;
  yield* lines({ separator, ending, cell });
}

const cell = (value: string | number): string =>
  typeof value === 'number' ? String(value) : textCell(value);

/** Most texts are ids and names: neither a formula nor in need of quotes. */
const textCell = (text: string): string => (notPlain.test(text) ? csvCell(text) : text);

/** What may need quotes or a guard. */
const notPlain = /[",\r\n\0]|^['\s=+\-@\uFF0B\uFF0D\uFF1D\uFF20]/;
