import type { CellValue, TableDefinition } from '@phananh/core';
import type { Provenance } from './provenance.ts';

type Pages = AsyncIterable<readonly (readonly CellValue[])[]>;

const lineEnd = '\r\n';

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
  const names = [...columns.map(({ name }) => name), 'log_position', 'schema_version', 'exported_at'];
  yield `${bom ? '\uFEFF' : ''}${names.map(quoted).join(',')}${lineEnd}`;
  // Numbers, instants and days have nothing that would need quotes.
  const isText = Uint8Array.from(columns, ({ type }) => Number(type === 'text'));
  const ending = `,${position ?? ''},${schemaVersion},${exportedAt}${lineEnd}`;
  for await (const rows of pages) {
    let text = '';
    for (const row of rows) {
      for (let column = 0; column < isText.length; column++) {
        if (column > 0) text += ',';
        const cell = row[column];
        if (cell === null || cell === undefined) continue;
        text += isText[column] === 1 ? textCell(String(cell)) : cell;
      }
      text += ending;
    }
    yield text;
  }
}

const textCell = (text: string): string => (isPlain.test(text) ? text : quoted(guarded(text)));

/** Most texts are ids and names: neither a formula nor in need of quotes. */
const isPlain = /^(?![=+\-@\t])[^",\r\n]*$/;

const guarded = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
