import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asUnavailable } from '../sealed/spool.ts';
import type { KeyObjects } from './key-objects.ts';

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/**
 * Files in a folder that only its owner may read; hosts on several machines may share it, over NFS for one. The file system knows hard
 * links: they are how one of two hosts is the first. Whether it takes snapshots, nobody can ask it: it must not.
 */
export const folderKeyObjects = (folder: string): KeyObjects => {
  const at = (name: string): string => join(folder, name);
  const synced = async (path: string, flags: string, use: Parameters<typeof withFile>[2]): Promise<void> =>
    withFile(path, flags, async (file) => {
      await use(file);
      await file.sync();
    });
  const written = async (bytes: Uint8Array): Promise<string> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = at(`.${randomUUID()}`);
    await writeFile(path, bytes, { mode: 0o600, flag: 'wx', flush: true });
    return path;
  };
  const syncFolder = (): Promise<void> => synced(folder, 'r', async () => {});
  return {
    get: async (name) => {
      try {
        return await readFile(at(name));
      } catch (error) {
        if (isCode(error, 'ENOENT')) return undefined;
        throw asUnavailable(error);
      }
    },
    create: async (name, bytes) => {
      let part: string | undefined;
      try {
        part = await written(bytes);
        await link(part, at(name));
        await syncFolder();
        return true;
      } catch (error) {
        if (isCode(error, 'EEXIST')) return false;
        throw asUnavailable(error);
      } finally {
        if (part !== undefined) await rm(part, { force: true });
      }
    },
    replace: async (name, bytes) => {
      try {
        const part = await written(bytes);
        const before = await open(at(name), 'r+').catch((error: unknown) => {
          if (isCode(error, 'ENOENT')) return undefined;
          throw error;
        });
        try {
          await rename(part, at(name));
          await syncFolder();
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
        if (isCode(error, 'ENOENT')) return [];
        throw asUnavailable(error);
      });
      yield* found.filter((name) => !name.startsWith('.'));
    },
    demandForgetful: async () => {},
    close: async () => {},
  };
};

type File = Awaited<ReturnType<typeof open>>;

const withFile = async (path: string, flags: string, use: (file: File) => Promise<void>): Promise<void> => {
  const file = await open(path, flags);
  try {
    await use(file);
  } finally {
    await file.close();
  }
};

const scrub = async (file: File): Promise<void> => {
  const { size } = await file.stat();
  await file.write(Buffer.alloc(size), 0, size, 0);
  await file.sync();
};
