import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { epochOfInstant } from '@phananh/core/calendar';
import { type Instant, instantOf } from '@phananh/core/engine';
import { replaceFileSync } from '@phananh/files';
import { z } from 'zod';
import { besideStore } from '../store/beside-store.ts';
import type { StorePlace } from '../store/store-address.ts';
import { type Manifest, manifestName, readManifest } from './manifest.ts';

/** Where keys were backed up to: whoever has a backup of before an erasure can read what was erased, so that none may outlive its term. */

const Noted = z.array(z.object({ folder: z.string() }));

export const listOf = (place: StorePlace): string => besideStore(place, '.key-backups.json');

/** Folders that keys of this store were backed up to. */
const notedOf = (place: StorePlace): readonly string[] => {
  const path = listOf(place);
  if (!existsSync(path)) return [];
  return Noted.parse(JSON.parse(readFileSync(path, 'utf8'))).map(({ folder }) => folder);
};

/** Those beside them: of earlier versions, which noted nothing, or of another store. */
const besides = (noted: readonly string[]): readonly string[] =>
  [...new Set(noted.map((folder) => dirname(folder)))]
    .filter((parent) => existsSync(parent))
    .flatMap((parent) =>
      readdirSync(parent, { withFileTypes: true })
        .filter((one) => one.isDirectory())
        .map(({ name }) => join(parent, name)),
    );

/** Notes where keys were backed up to. What is not there any more is forgotten. */
export const noteKeyBackup = (place: StorePlace, folder: string): void => {
  const path = listOf(place);
  const noted = [...notedOf(place).filter((one) => existsSync(one)), resolve(folder)];
  replaceFileSync(path, JSON.stringify(noted.map((one) => ({ folder: one }))), { mode: 0o600 });
};

export interface KeyBackup {
  readonly folder: string;
  /** Whether this store wrote it; else it may be another one's. */
  readonly isOwn: boolean;
  readonly takenAt: Instant;
  readonly files: Manifest['keys'];
}

/** Every backup of keys that is known of and still there, the oldest first. */
export const keyBackupsOf = (place: StorePlace): readonly KeyBackup[] => {
  const noted = notedOf(place);
  return [...new Set([...noted, ...besides(noted)])]
    .flatMap((folder) => {
      if (!existsSync(join(folder, manifestName))) return [];
      const { keys: files, takenAt } = readManifest(folder);
      const isOwn = noted.includes(folder);
      return files.length === 0 ? [] : [{ folder, isOwn, takenAt: instantOf(Date.parse(takenAt)), files }];
    })
    .toSorted((a, b) => (a.takenAt < b.takenAt ? -1 : 1));
};

/** Whether a backup of keys is older than they are kept. */
export const isExpired = (
  takenAt: Instant,
  { days, now }: { readonly days: number; readonly now: Instant },
): boolean => epochOfInstant(takenAt) + days * 86_400_000 <= epochOfInstant(now);

/** Deletes what a backup of keys wrote, and its folder if nothing else is in it. */
export const deleteKeyBackup = ({ folder, files }: KeyBackup): void => {
  for (const { path } of files) rmSync(join(folder, path), { force: true });
  rmSync(join(folder, manifestName), { force: true });
  if (readdirSync(folder).length === 0) rmdirSync(folder);
};
