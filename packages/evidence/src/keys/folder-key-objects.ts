import { type FileHandle, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFile, isFileError, replaceFile } from '@phananh/files';
import { asUnavailable } from '../sealed/spool.ts';
import type { KeyObjects } from './key-objects.ts';

/**
 * Files in a folder that only its owner may read; hosts on several machines may share it, over NFS for one. The file system knows hard
 * links: they are how one of two hosts is the first. Whether it takes snapshots, nobody can ask it: it must not.
 */
export const folderKeyObjects = (folder: string): KeyObjects => {
  const at = (name: string): string => join(folder, name);
  return {
    get: async (name) => {
      try {
        return await readFile(at(name));
      } catch (error) {
        if (isFileError(error, 'ENOENT')) return undefined;
        throw asUnavailable(error);
      }
    },
    create: async (name, bytes) => {
      try {
        return await createFile(at(name), bytes);
      } catch (error) {
        throw asUnavailable(error);
      }
    },
    replace: async (name, bytes) => {
      try {
        const before = await open(at(name), 'r+').catch((error: unknown) => {
          if (isFileError(error, 'ENOENT')) return undefined;
          throw error;
        });
        try {
          await replaceFile(at(name), bytes);
          // What was there has no name any more, and is overwritten where it lies: as far as the file system does that.
          if (before !== undefined) await scrub(before);
        } finally {
          await before?.close();
        }
      } catch (error) {
        throw asUnavailable(error);
      }
    },
    async *names() {
      const found = await readdir(folder).catch((error: unknown) => {
        if (isFileError(error, 'ENOENT')) return [];
        throw asUnavailable(error);
      });
      yield* found.filter((name) => !name.startsWith('.'));
    },
    demandForgetful: async () => {},
    close: async () => {},
  };
};

const scrub = async (file: FileHandle): Promise<void> => {
  const { size } = await file.stat();
  await file.write(Buffer.alloc(size), 0, size, 0);
  await file.sync();
};
