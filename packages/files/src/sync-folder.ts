import { closeSync, fsyncSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** Windows has no `fsync` of a folder: NTFS keeps names in its own journal. */
const areNamesKept = process.platform === 'win32';

/** Makes the names in a folder durable (`fsync`): a file that was synced can be gone after a power cut as long as its name is not. */
export const syncFolder = async (folder: string): Promise<void> => {
  if (areNamesKept) return;
  const opened = await open(folder, 'r');
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
};

/** As {@link syncFolder}. */
export const syncFolderSync = (folder: string): void => {
  if (areNamesKept) return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
};
