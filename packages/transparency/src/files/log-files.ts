import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The files of a log: any web server can serve the public ones, and an object store could hold them. */
export interface LogFiles {
  /** Undefined where there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Either the whole new file is there or what was there before, whenever the machine stops. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
}

export const folderFiles = (folder: string): LogFiles => {
  const made = new Set<string>();
  return {
    async read(path) {
      try {
        return await readFile(join(folder, path));
      } catch (error) {
        if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
        throw error;
      }
    },
    async write(path, bytes) {
      const target = join(folder, path);
      const parent = dirname(target);
      if (!made.has(parent)) {
        await mkdir(parent, { recursive: true });
        made.add(parent);
      }
      const written = `${target}.${randomBytes(6).toString('hex')}.tmp`;
      const file = await open(written, 'wx');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(written, target);
      await syncFolder(parent);
    },
    remove: (path) => rm(join(folder, path), { force: true }),
  };
};

/** That a name stands in a folder is durable when the folder was synced. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

export const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
