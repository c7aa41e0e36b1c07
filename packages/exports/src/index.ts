import '@phananh/core/demand-node';

export { csvCell } from './csv-cell.ts';
export {
  type Export,
  type ExportedRows,
  type ExportFormat,
  type ExportOptions,
  type ExportWhat,
  exportFormats,
  exportOf,
  exportWhats,
} from './export.ts';
export { agencyEventFilters, type ExportFilters } from './export-filters.ts';
