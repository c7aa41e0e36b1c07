import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isFileError, replaceFile } from '@phananh/files';

/** The files of a log: any web server can serve the public ones, and an object store could hold them. */
export interface LogFiles {
  /** Undefined where there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Either the whole new file is there or what was there before, whenever the machine stops. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
}

/** Who may read the files of a folder. */
export interface FolderRights {
  readonly mode: number;
  readonly folderMode: number;
}

/** Any web server may serve them. */
export const forEverybody: FolderRights = { mode: 0o666, folderMode: 0o777 };
/** Their owner and its group, such as that of a web server which asks who somebody is. */
export const forAuditors: FolderRights = { mode: 0o640, folderMode: 0o750 };

export const folderFiles = (folder: string, rights: FolderRights): LogFiles => {
  return {
    async read(path) {
      try {
        return await readFile(join(folder, path));
      } catch (error) {
        if (isFileError(error, 'ENOENT', 'ENOTDIR')) return undefined;
        throw error;
      }
    },
    write: (path, bytes) => replaceFile(join(folder, path), bytes, rights),
    remove: (path) => rm(join(folder, path), { force: true }),
  };
};
