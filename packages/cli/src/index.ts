import '@phananh/core/demand-node';

export { configJsonSchema, configReference } from './config/reference.ts';
export { createCli, run } from './entry/run.ts';
export {
  type ImportCounts,
  type ImportOptions,
  type ImportResult,
  importFile,
  type LineCounts,
  type RejectedRow,
} from './import/import-file.ts';
export { loadMap } from './import/map/load-map.ts';
export { type ImportMap, importMapJsonSchema } from './import/map/schema.ts';
export { openSource } from './import/source/source-text.ts';
export { type CliErrorCode, cliErrors } from './process/errors.ts';
export { createProgram, type ProgramOptions } from './program.ts';
export { progressOnStandardError } from './progress/progress-lines.ts';
