import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { replaceFileSync, syncFolderSync } from '@phananh/files';
import { backUpSqliteFile, backUpStoreFile, checkStoreFile } from '@phananh/sqlite';
import { unwritable } from '../output/output-file.ts';
import { CliError } from '../process/errors.ts';
import { evidenceFaults } from './evidence-faults.ts';
import {
  backupAround,
  copyWithDigest,
  demandSame,
  digestOfFile,
  filesBelow,
  inEmptyFolders,
  isWithin,
} from './files.ts';
import { type CopiedFile, type Manifest, manifestName } from './manifest.ts';
import { isStoredName, type KeyFile } from './parts.ts';

export interface BackupOptions {
  /** The file of the log. A host may write to it. */
  readonly log: string;
  readonly readModels?: string;
  readonly evidence?: string | undefined;
  /** The folder of the transparency log, where there is one. Its signer may run. */
  readonly transparency?: string | undefined;
  /** Folders that a host keeps for itself, of which a backup takes a part along or nothing: no backup lies in them. */
  readonly ownFolders?: readonly string[];
  readonly keyFiles: readonly KeyFile[];
  readonly folder: string;
  /** Where keys go; absent: they are left out. */
  readonly keys?: string | undefined;
  readonly takenAt: string;
  /** Called, and waited for, before each step. */
  readonly onStep?: (step: BackupStep) => void | Promise<void>;
}

export type BackupStep = 'log' | 'check' | 'evidence' | 'verify' | 'keys' | 'manifest';

/**
 * Writes a backup into an empty folder: the log as it was at one moment, then the files that it names, then what all of them are. Until
 * that stands there, the folder is no backup. Photos that are missing or altered are named in it, and the rest is kept.
 *
 * @throws {@link CliError}
 */
export const writeBackup = async (options: BackupOptions): Promise<Manifest> => {
  const { log, evidence, transparency, ownFolders = [], folder, keys } = options;
  const sources = [log, evidence, transparency, ...ownFolders].filter((one) => one !== undefined);
  demandApart(folder, keys, sources);
  return inEmptyFolders([folder, ...(keys === undefined ? [] : [keys])], () => fillFolders(options));
};

const fillFolders = async (options: BackupOptions): Promise<Manifest> => {
  const { log, readModels, evidence, transparency, keyFiles, folder, keys, takenAt } = options;
  const { onStep = () => {} } = options;
  // Before the store: a backup has every event that its checkpoints cover.
  const signed = transparency === undefined ? [] : await copyTransparency(transparency, folder);
  await onStep('log');
  const path = join(folder, 'log.db');
  backUpStoreFile(log, path, readModels === undefined ? {} : { readModels });
  await onStep('check');
  const { events, streams, position } = await demandSound(path);
  const written = await digestOfFile(path);
  await onStep('evidence');
  // After the log: whatever it names was there before. What was erased since is missed by nobody.
  const photos = evidence === undefined ? [] : await copyAll(evidence, join(folder, 'evidence'), 'evidence');
  await onStep('verify');
  for (const file of [...signed, ...photos])
    demandSame(file.path, await digestOfFile(join(folder, file.path)), file);
  const byId = new Map(photos.map((file) => [basename(file.path), file]));
  const faults = evidence === undefined ? [] : await evidenceFaults(byId, { log: path, live: log });
  await onStep('keys');
  const taken: Manifest['keys'] = [];
  if (keys !== undefined)
    for (const [index, { setting, path: from, isDatabase }] of keyFiles.entries()) {
      const name = `${index}.key`;
      const to = join(keys, name);
      if (isDatabase === true) backUpSqliteFile(from, to);
      const copied = {
        path: name,
        ...(isDatabase === true ? await digestOfFile(to) : await copyWithDigest(from, to)),
      };
      demandSame(to, await digestOfFile(to), copied);
      taken.push({ ...copied, setting });
    }
  await onStep('manifest');
  const common = { format: 'phananh backup', version: 1, takenAt } as const;
  if (keys !== undefined)
    writeManifest(keys, { ...common, evidence: [], transparency: [], evidenceFaults: [], keys: taken });
  const manifest: Manifest = {
    ...common,
    log: { path: 'log.db', ...written, events, streams, position },
    evidence: photos,
    transparency: signed,
    evidenceFaults: faults,
    keys: [],
  };
  writeManifest(folder, manifest);
  return manifest;
};

/** Looks at every row, and at what holds them together. @throws {@link CliError} `backup-damaged` */
export const demandSound = async (path: string) => {
  const checked = await checkStoreFile(path);
  const [fault] = checked.faults;
  if (fault === undefined) return checked;
  const more = checked.faults.length > 1 ? ` (and ${checked.faults.length - 1} more)` : '';
  throw new CliError('backup-damaged', `${path}: ${fault.message}${more}`);
};

/** A backup is in none of its sources, nor in an earlier backup; its keys are in nothing that any backup takes along. */
const demandApart = (folder: string, keys: string | undefined, sources: readonly string[]): void => {
  for (const source of sources.filter((path) => existsSync(path)))
    if (isWithin(source, folder) || isWithin(folder, source))
      throw new CliError('would-overwrite', `${folder} and ${source} are in each other`);
  const around = backupAround(folder);
  if (around !== undefined) throw new CliError('would-overwrite', `${folder} is in the backup ${around}`);
  if (keys === undefined) return;
  for (const data of [folder, ...sources])
    if (isWithin(keys, data) || isWithin(data, keys))
      throw new CliError('keys-beside-data', `${keys} and ${data} are in each other`);
  const earlier = backupAround(keys);
  if (earlier !== undefined) throw new CliError('keys-beside-data', `${keys} is in the backup ${earlier}`);
};

const copyAll = async (from: string, to: string, under: string): Promise<CopiedFile[]> => {
  const copied: CopiedFile[] = [];
  for (const name of filesBelow(from)) {
    // Whatever else lies there was not put there by a host.
    if (!isStoredName(name)) continue;
    try {
      copied.push({ path: `${under}/${name}`, ...(await copyWithDigest(join(from, name), join(to, name))) });
    } catch (error) {
      // Erased, or expired, while this went through the folder.
      if (existsSync(join(from, name))) throw error;
    }
  }
  return copied;
};

/**
 * Copies a transparency log while its signer runs: checkpoints first, each after what it is a copy of, then the tiles that they need. A
 * tile that is gone was put into a full one, which is there.
 */
const copyTransparency = async (from: string, folder: string): Promise<CopiedFile[]> => {
  const copied = new Map<string, CopiedFile>();
  const rank = (name: string): number =>
    name.endsWith('/checkpoint') ? 0 : name.endsWith('/checkpoints.jsonl') ? 1 : 2;
  for (;;) {
    // Once more after the checkpoints were copied: what they need was written before them.
    const names = filesBelow(from).filter((name) => !name.endsWith('.tmp') && !copied.has(name));
    if (names.length === 0) return [...copied.values()];
    for (const name of names.toSorted((a, b) => rank(a) - rank(b))) {
      const path = `transparency/${name}`;
      try {
        copied.set(name, { path, ...(await copyWithDigest(join(from, name), join(folder, path))) });
      } catch (error) {
        if (existsSync(join(from, name))) throw error;
      }
    }
  }
};

/** Last: whoever finds it finds everything that it names on the disk. */
const writeManifest = (folder: string, manifest: Manifest): void => {
  try {
    syncFolderSync(folder);
    replaceFileSync(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
  } catch (error) {
    throw unwritable(folder, error);
  }
};
