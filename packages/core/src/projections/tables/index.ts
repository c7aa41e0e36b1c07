export * from '../report/tables/case-detail-tables.ts';
export { caseFactsTable } from '../report/tables/case-facts-table.ts';
export * from '../report/tables/gaming-signals-table.ts';
export * from '../report/tables/reference-tables.ts';
export * from './declared-column.ts';
export * from './declared-table.ts';
export * from './skipped-events-table.ts';
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
