export * from '../report/tables/case-detail-tables.ts';
export { caseFactsTable } from '../report/tables/case-facts-table.ts';
export * from '../report/tables/gaming-signals-table.ts';
export * from '../report/tables/reference-tables.ts';
export * from './skipped-events-table.ts';
export * from './table.ts';
