export * from './declared-column.ts';
export * from './declared-table.ts';
export type { MonthlySums } from './monthly-sums.ts';
export * from './skipped-events-table.ts';
export type { SubjectValues } from './subject-values.ts';
export {
  type CellValue,
  type Column,
  type ColumnDefinition,
  type ColumnType,
  columnTypes,
  localDay,
  localTime,
  putCells,
  type Table,
  type TableDefinition,
} from './table.ts';
export { valueFault } from './value-fault.ts';
