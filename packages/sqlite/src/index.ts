import '@phananh/core/demand-node';

export { createWakes, type Wakes } from '@phananh/core/store';
export { coalesced } from './coalesced.ts';
export { backUpSqliteFile, backUpStoreFile, cutStoreFile } from './event-store/backup-file.ts';
export {
  type CheckedFile,
  type CheckOptions,
  checkStoreFile,
  type StoreFault,
} from './event-store/check-file.ts';
export {
  type SqliteEventStore,
  type SqliteEventStoreOptions,
  sqliteEventStore,
} from './event-store/sqlite-event-store.ts';
export { type FileAccessLogOptions, fileAccessLog } from './file-access-log.ts';
export { bulkRunsAmong } from './host/bulk-runs-among.ts';
export { destroysKeys, withKeys } from './host/destroys-keys.ts';
export type { HostedReadModels } from './host/hosted-read-models.ts';
export type { BulkRuns } from './host/run-bulk.ts';
export { failedWords, type RunFailure, type RunOptions, type RunPlace } from './host/run-options.ts';
export { type RunningReports, runReports } from './host/run-reports.ts';
export { demandTogether, everyReaction, runningWorkflows } from './host/running-workflows.ts';
export { sqliteKeyStore } from './keys/file-key-store.ts';
export { fileKeyWrapper } from './keys/file-key-wrapper.ts';
export { type KeysPlace, type OpenKeys, openKeys, openKeysInFile } from './keys/keys-place.ts';
export { nodeCiphers } from './keys/node-ciphers.ts';
export { type SealedStore, type SealingPlace, sealedAt } from './keys/sealed-place.ts';
export type {
  LeftOutReaction,
  NamedReactions,
  ReactionTable,
  StandingReaction,
} from './reactions/parked-reactions.ts';
export { readModelVersion } from './read-models/building/schema.ts';
export type { RebuildReason } from './read-models/building/why-rebuild.ts';
export type { ParkedOrder } from './read-models/parked/parked-orders.ts';
export { documentedTables as readModelTables } from './read-models/report/report-tables.ts';
export {
  type ReadModelOptions,
  readModels,
  type SqliteReadModels,
} from './read-models/serving/read-models.ts';
export { lockReadModels, type ReadModelsLock } from './read-models/threads/lock.ts';
export type { FollowedLog, LogModule, OpenLog } from './read-models/threads/open-log.ts';
export {
  type BuildingOptions,
  type ThreadedLog,
  type ThreadedReadModels,
  threadedReadModels,
} from './read-models/threads/threaded-read-models.ts';
export { readModelsBeside } from './read-models-beside.ts';
export { programBeside, startThread, type Thread, type ThreadStart } from './threads/start-thread.ts';
export { workflowsIn } from './workflows-in.ts';
