export * from './case-detail-tables.ts';
export { caseFactsTable } from './case-facts-table.ts';
export * from './reference-tables.ts';
export * from './table.ts';
