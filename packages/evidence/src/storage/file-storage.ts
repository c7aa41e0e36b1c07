import { createReadStream } from 'node:fs';
import { link, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EvidenceError } from '@phananh/core/privacy';
import { isFileError, replaceFile, syncFolder } from '@phananh/files';
import { asUnavailable } from '../sealed/spool.ts';
import { claimNameOf, type EvidenceStorage, isId } from './storage.ts';

/** Files in a folder, by the first two digits of their ids, which only their owner may read. The spool is in the same file system. */
export const fileStorage = (folder: string): EvidenceStorage => {
  const pathOf = (id: string): string => join(folder, id.slice(0, 2), id);
  const claimed = join(folder, 'used-by');
  return {
    put: async ({ id, path }) => {
      const to = pathOf(id);
      try {
        await mkdir(dirname(to), { recursive: true, mode: 0o700 });
        // Not renamed: that would replace what is there.
        await link(path, to).catch((error: unknown) => {
          if (!isFileError(error, 'EEXIST')) throw error;
        });
        await syncFolder(dirname(to));
        await syncFolder(folder);
        await rm(path, { force: true });
      } catch (error) {
        throw asUnavailable(error);
      }
    },
    size: async (id) => {
      try {
        return (await stat(pathOf(id))).size;
      } catch (error) {
        if (isFileError(error, 'ENOENT')) return undefined;
        throw asUnavailable(error);
      }
    },
    async *read(id, range) {
      try {
        yield* createReadStream(pathOf(id), range);
      } catch (error) {
        throw isFileError(error, 'ENOENT')
          ? new EvidenceError('evidence-corrupt', `${id} is not stored any more`, {}, { cause: error })
          : asUnavailable(error);
      }
    },
    delete: async (id) => {
      await rm(pathOf(id), { force: true });
    },
    async *list() {
      for (const first of (await readdir(folder).catch(() => [])).filter((name) =>
        /^[0-9a-f]{2}$/.test(name),
      ))
        for (const id of await readdir(join(folder, first)).catch(() => [])) {
          const found = await stat(pathOf(id)).catch(() => undefined);
          if (found !== undefined) yield { id, storedAt: found.mtime };
        }
    },
    claims: async () => {
      const texts = (await readdir(claimed).catch(() => [])).map((name) =>
        // Somebody may take one away meanwhile.
        readFile(join(claimed, name), 'utf8').catch(() => ''),
      );
      return (await Promise.all(texts)).filter(isId);
    },
    claim: async (id) => {
      try {
        await replaceFile(join(claimed, claimNameOf(id)), id);
      } catch (error) {
        throw asUnavailable(error);
      }
    },
    unclaim: (id) => rm(join(claimed, claimNameOf(id)), { force: true }),
    close: async () => {},
  };
};
