import { renameSync, rmSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type WrittenFile, writePart, writePartSync } from './part.ts';
import { syncFolder, syncFolderSync } from './sync-folder.ts';

/**
 * Writes a file in place of the one that is there, if any: whoever reads it has the old content or the new one, never a part, and after a
 * power cut one of the two is there. Its folder is made where there is none.
 */
export const replaceFile = async (
  path: string,
  content: string | Uint8Array,
  how: WrittenFile = {},
): Promise<void> => {
  const part = await writePart(path, content, how);
  try {
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  if (how.isDurable !== false) await syncFolder(dirname(path));
};

/** As {@link replaceFile}. */
export const replaceFileSync = (path: string, content: string | Uint8Array, how: WrittenFile = {}): void => {
  const part = writePartSync(path, content, how);
  try {
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  if (how.isDurable !== false) syncFolderSync(dirname(path));
};
