export {
  type Export,
  type ExportFormat,
  type ExportWhat,
  exportFormats,
  exportOf,
  exportWhats,
} from './export.ts';
