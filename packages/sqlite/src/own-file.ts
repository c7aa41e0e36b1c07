import { closeSync, openSync } from 'node:fs';
import { isFileError } from '@phananh/files';

/**
 * Makes a file that only its owner may read, before SQLite would make one that everybody may: what is beside it (`-wal`, `-shm`,
 * `-journal`) SQLite gives the same rights. One that is there is not opened, let alone changed: closing it would take away every lock
 * that this process has on it (SQLite, "How To Corrupt", 2.2).
 */
export const makeOwnFile = (path: string): void => {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!isFileError(error, 'EEXIST')) throw error;
  }
};
