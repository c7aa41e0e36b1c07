import type { RowText, TableDefinition } from '@phananh/core/read-models';
import { csvCell } from './csv-cell.ts';
import { type Provenance, provenanceCells } from './provenance.ts';

const separator = ',';
const lineEnd = '\r\n';

/**
 * A table as CSV (RFC 4180): UTF-8, a header, CRLF. CSV has no place for metadata, so that each row ends with what the
 * extract is of. A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).
 */
export async function* csvOf(
  { columns }: TableDefinition,
  lines: (text: RowText) => AsyncIterable<Uint8Array>,
  provenance: Provenance,
  { bom = false }: { readonly bom?: boolean } = {},
): AsyncGenerator<string | Uint8Array> {
  const cells = provenanceCells(provenance);
  const names = [...columns.map(({ name }) => name), ...cells.map(([name]) => name)];
  yield `${bom ? '\uFEFF' : ''}${names.map(textCell).join(separator)}${lineEnd}`;
  const ending = ['', ...cells.map(([, value]) => cell(value))].join(separator) + lineEnd;
  yield* lines({ separator, ending, cell });
}

const cell = (value: string | number): string =>
  typeof value === 'number' ? String(value) : textCell(value);

/** Most texts are ids and names: neither a formula nor in need of quotes. */
const textCell = (text: string): string => (notPlain.test(text) ? csvCell(text) : text);

/** What may need quotes or a guard. */
const notPlain = /[",\r\n\0]|^['\s=+\-@\uFF0B\uFF0D\uFF1D\uFF20]/;
