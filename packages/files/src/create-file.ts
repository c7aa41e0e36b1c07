import { constants, copyFileSync, linkSync, rmSync } from 'node:fs';
import { copyFile, link, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isFileError } from './file-error.ts';
import { type NewFile, writePart, writePartSync } from './part.ts';
import { syncFolder, syncFolderSync } from './sync-folder.ts';

/** What file systems without hard links, such as FAT, refuse one with. */
const noLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'] as const;

/**
 * Makes a file with this content: whole or not at all, and never over another one. Of several that make it at once, one is the first. Its
 * folder is made where there is none.
 *
 * A file system without hard links cannot give a name to a whole file alone if there is none: there, somebody may read the file while it
 * is being copied.
 *
 * @returns false where there is a file already, which stays
 */
export const createFile = async (
  path: string,
  content: string | Uint8Array,
  how: NewFile = {},
): Promise<boolean> => {
  const part = await writePart(path, content, how);
  try {
    await link(part, path).catch((error: unknown) => {
      if (!isFileError(error, ...noLinks)) throw error;
      return copyFile(part, path, constants.COPYFILE_EXCL);
    });
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (isFileError(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(part, { force: true });
  }
};

/** As {@link createFile}. */
export const createFileSync = (path: string, content: string | Uint8Array, how: NewFile = {}): boolean => {
  const part = writePartSync(path, content, how);
  try {
    linkOrCopy(part, path);
    syncFolderSync(dirname(path));
    return true;
  } catch (error) {
    if (isFileError(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(part, { force: true });
  }
};

const linkOrCopy = (part: string, path: string): void => {
  try {
    linkSync(part, path);
  } catch (error) {
    if (!isFileError(error, ...noLinks)) throw error;
    copyFileSync(part, path, constants.COPYFILE_EXCL);
  }
};
