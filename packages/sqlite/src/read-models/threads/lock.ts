import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemClock } from '@phananh/core/engine';
import { demandFiles } from '../../demand-file.ts';
import { takeWriterLock } from '../../event-store/writer-lock.ts';

/** The lock of the one process that computes a file of read models: two would write over each other's rows. */
export interface ReadModelsLock {
  release(): void;
}

/**
 * Takes the lock on read models of a log that many processes may write to. Those of an SQLite log need none: its only writer has the lock
 * on the log.
 *
 * @throws {@link StoreLocked}
 */
export const lockReadModels = (path: string): ReadModelsLock => {
  demandFiles(path);
  const directory = dirname(path);
  if (!existsSync(directory)) mkdirSync(directory, { recursive: true });
  return takeWriterLock(path, { pid: process.pid, since: systemClock.now() });
};
