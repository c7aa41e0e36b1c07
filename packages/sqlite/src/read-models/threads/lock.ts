import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { demandFiles } from '../../demand-file.ts';
import { takeWriterLock } from '../../event-store/writer-lock.ts';

/** Held by the only process that computes a file of read models: two that did would write over each other. */
export interface ReadModelsLock {
  release(): void;
}

/**
 * Read models of a log that many may write to need a lock of their own; those of an SQLite log stand under the log's.
 *
 * @throws {@link StoreLocked}
 */
export const lockReadModels = (path: string): ReadModelsLock => {
  demandFiles(path);
  const directory = dirname(path);
  if (!existsSync(directory)) mkdirSync(directory, { recursive: true });
  return takeWriterLock(path, { pid: process.pid, since: new Date().toISOString() });
};
