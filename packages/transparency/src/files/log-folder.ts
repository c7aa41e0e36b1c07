import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { entriesPath, type ReadTile, type Tile, tilePath, tileWidth } from '@phananh/core/transparency';
import { type KeptCheckpoints, keptCheckpoints } from './kept-checkpoints.ts';
import { folderFiles, forAuditors, forEverybody, type LogFiles } from './log-files.ts';

/**
 * A log in its folders: `public/<epoch>` for everybody, `entries/<epoch>` for auditors. An epoch is one log from its first entry on;
 * the next one begins where the store was restored to before what was published, or the key was lost.
 */
export interface LogFolder {
  readonly epoch: number;
  readonly public: LogFiles;
  readonly entries: LogFiles;
  readonly kept: KeptCheckpoints;
  readonly readTile: ReadTile;
  /** The bytes of an entry bundle; undefined where there is none. */
  readEntries(tile: Omit<Tile, 'level'>): Promise<Uint8Array | undefined>;
}

export const publicFolder = (folder: string): string => join(folder, 'public');
export const entriesFolder = (folder: string): string => join(folder, 'entries');
export const checkpointsName = 'checkpoints.jsonl';
export const checkpointName = 'checkpoint';

/** The epochs of a folder, the oldest first; none where nothing was published. */
export const epochsIn = (folder: string): readonly number[] => {
  const place = publicFolder(folder);
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .filter((name) => /^[1-9][0-9]*$/.test(name))
    .map(Number)
    .toSorted((a, b) => a - b);
};

export const openLogFolder = (folder: string, epoch: number): LogFolder => {
  const place = join(publicFolder(folder), String(epoch));
  const files = folderFiles(place, forEverybody);
  const entries = folderFiles(join(entriesFolder(folder), String(epoch)), forAuditors);
  return {
    epoch,
    public: files,
    entries,
    kept: keptCheckpoints(join(place, checkpointsName)),
    // A partial tile may be gone when the full one is there: it begins the same.
    readTile: async (tile) =>
      (await files.read(tilePath({ ...tile, width: tileWidth }))) ?? files.read(tilePath(tile)),
    readEntries: async (tile) =>
      (await entries.read(entriesPath({ ...tile, width: tileWidth }))) ?? entries.read(entriesPath(tile)),
  };
};
