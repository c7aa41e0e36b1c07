import '@phananh/core/demand-node';

export {
  type Export,
  type ExportFormat,
  type ExportWhat,
  exportFormats,
  exportOf,
  exportWhats,
} from './export.ts';
