import { dayNumberOf } from '@phananh/core/calendar';
import type { CellValue, ColumnDefinition, ColumnType, TableDefinition } from '@phananh/core/read-models';
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { type Provenance, provenancePairs } from './provenance.ts';

type Pages = AsyncIterable<readonly (readonly CellValue[])[]>;

/** Cells of a row group: what is held in memory at once, however wide the table. */
const cellsPerGroup = 80_000;

/** A table as Parquet: instants are timestamps in UTC, wall times timestamps without a zone, days dates; the provenance is in the key-value metadata of the file. */
export async function* parquetOf(
  { columns }: TableDefinition,
  pages: Pages,
  provenance: Provenance,
): AsyncGenerator<Uint8Array> {
  const rowsPerGroup = Math.ceil(cellsPerGroup / columns.length);
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, type, nullable }) => elementOf(name, type, nullable)),
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
  const group = rowGroup(columns);
  const written = async (): Promise<Uint8Array> => {
    await writer.write({ columnData: group.take(), rowGroupSize: rowsPerGroup });
    return taken();
  };
  for await (const page of pages)
    for (const row of page) {
      group.add(row);
      if (group.rows() === rowsPerGroup) yield await written();
    }
  if (group.rows() > 0) yield await written();
  await writer.finish();
  yield taken();
}

type Value = CellValue | bigint | boolean;

/** Rows by column, so that nothing of a page is held but the values, and of equal texts one. */
const rowGroup = (columns: readonly ColumnDefinition[]) => {
  const texts = new Map<string, string>();
  let rows = 0;
  let data: Value[][] = columns.map(() => []);
  const typedValue = (cell: CellValue, type: ColumnType): Value => {
    if (cell === null) return null;
    if (type === 'integer') return BigInt(cell);
    if (type === 'boolean') return cell === 1;
    if (type === 'instant') return BigInt(Date.parse(String(cell)));
    if (type === 'local') return BigInt(Date.parse(`${String(cell).replace(' ', 'T')}Z`));
    if (type === 'day') return dayNumberOf(String(cell));
    if (typeof cell !== 'string') return cell;
    const known = texts.get(cell);
    if (known === undefined) texts.set(cell, cell);
    return known ?? cell;
  };
  return {
    rows: () => rows,
    add: (row: readonly CellValue[]): void => {
      for (const [column, { type }] of columns.entries())
        data[column]?.push(typedValue(row[column] ?? null, type));
      rows += 1;
    },
    take: () => {
      const columnData = columns.map(({ name }, column) => ({ name, data: data[column] ?? [] }));
      data = columns.map(() => []);
      rows = 0;
      texts.clear();
      return columnData;
    },
  };
};

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
    // Without a converted type: that of older readers is always in UTC.
    case 'local':
      return {
        name,
        type: 'INT64',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' },
        repetition_type,
      };
    case 'day':
      return { name, type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' }, repetition_type };
    case 'text':
      return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type };
  }
};
