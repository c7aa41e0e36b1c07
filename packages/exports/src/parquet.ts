import type { CellValue, ColumnType, TableDefinition } from '@phananh/core';
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { exportedColumns, type Provenance, provenancePairs } from './provenance.ts';

type Pages = AsyncIterable<readonly (readonly CellValue[])[]>;

/** Rows of a row group: what is held in memory at once. */
const rowsPerGroup = 20_000;

/** A table as Parquet: instants are timestamps in UTC, the provenance is in the key-value metadata of the file. */
export async function* parquetOf(
  { columns }: TableDefinition,
  pages: Pages,
  provenance: Provenance,
): AsyncGenerator<Uint8Array> {
  const kept = exportedColumns(columns);
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [
      { name: 'root', num_children: kept.length },
      ...kept.map(({ name, type, nullable }) => elementOf(name, type, nullable)),
    ],
    kvMetadata: provenancePairs(provenance).map(([key, value]) => ({ key, value })),
    createdBy: 'phananh',
  });
  /** What has been written since the last time. Offsets in the file go on. */
  const taken = (): Uint8Array => {
    const written = bytes.getBytes().slice();
    bytes.index = 0;
    return written;
  };
  const group = async (rows: readonly (readonly CellValue[])[]): Promise<void> => {
    await writer.write({
      columnData: kept.map(({ name, place, type }) => ({
        name,
        data: rows.map((row) => typedValue(row[place] ?? null, type)),
      })),
      rowGroupSize: rowsPerGroup,
    });
  };
  let rows: (readonly CellValue[])[] = [];
  for await (const page of pages) {
    rows = rows.concat(page);
    if (rows.length < rowsPerGroup) continue;
    await group(rows);
    rows = [];
    yield taken();
  }
  if (rows.length > 0) await group(rows);
  await writer.finish();
  yield taken();
}

const elementOf = (name: string, type: ColumnType, nullable: boolean): SchemaElement => {
  const repetition_type = nullable ? 'OPTIONAL' : 'REQUIRED';
  switch (type) {
    case 'integer':
      return { name, type: 'INT64', repetition_type };
    case 'real':
      return { name, type: 'DOUBLE', repetition_type };
    case 'boolean':
      return { name, type: 'BOOLEAN', repetition_type };
    case 'instant':
      return {
        name,
        type: 'INT64',
        converted_type: 'TIMESTAMP_MILLIS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
        repetition_type,
      };
    case 'text':
    case 'local':
    case 'day':
      return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type };
  }
};

const typedValue = (cell: CellValue, type: ColumnType): CellValue | bigint | boolean | Date => {
  if (cell === null) return null;
  if (type === 'integer') return BigInt(cell);
  if (type === 'boolean') return cell === 1;
  return type === 'instant' ? new Date(cell) : cell;
};
