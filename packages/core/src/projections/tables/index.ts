export * from './case-detail-tables.ts';
export { caseFactsTable } from './case-facts-table.ts';
export * from './gaming-signals-table.ts';
export * from './reference-tables.ts';
export * from './skipped-events-table.ts';
export * from './table.ts';
