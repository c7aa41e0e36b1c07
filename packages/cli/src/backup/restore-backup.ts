import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Position } from '@phananh/core';
import { syncFolderSync } from '@phananh/files';
import { cutStoreFile, sqliteEventStore } from '@phananh/sqlite';
import { CliError } from '../process/errors.ts';
import { copyWithDigest, demandSame, digestOfFile } from './files.ts';
import { type CopiedFile, type EvidenceFault, readManifest } from './manifest.ts';
import type { KeyFile } from './parts.ts';
import { demandSound } from './write-backup.ts';

export interface RestoreOptions {
  readonly folder: string;
  /** Where the log goes: nothing may be there, nor read models of another log beside it. */
  readonly log: string;
  readonly readModels: string;
  readonly evidence?: string | undefined;
  /** The folder of the transparency log. What is published there already stays as it is. */
  readonly transparency?: string | undefined;
  /** The folder of keys, and where each is to go. */
  readonly keys?: string | undefined;
  readonly keyFiles: readonly KeyFile[];
  /** Up to where; absent: all of it. */
  readonly toPosition?: Position | undefined;
}

export interface Restored {
  readonly events: number;
  readonly streams: number;
  readonly position: Position;
  readonly takenAt: string;
  /** What the backup could not take along as it was stored. */
  readonly evidenceFaults: readonly EvidenceFault[];
}

/**
 * Puts a backup where nothing is. Every file is held against its digest and every row against its checksum before the log gets its
 * name: until then there is no store. One that was cut off is given again, and goes on from what it had put there.
 *
 * @throws {@link CliError}
 */
export const restoreBackup = async (options: RestoreOptions): Promise<Restored> => {
  const { folder, log, readModels, evidence, transparency, keys, keyFiles, toPosition } = options;
  const {
    log: written,
    evidence: photos,
    transparency: signed,
    evidenceFaults,
    takenAt,
  } = readManifest(folder);
  if (written === undefined)
    throw new CliError('backup-damaged', `${folder} has keys and no log: give it to --keys`);
  if (toPosition !== undefined && toPosition > written.position)
    throw new CliError(
      'wrong-usage',
      `the backup ends at position ${written.position}: --to-position ${toPosition} is beyond it`,
    );
  demandNothingAt([log, `${log}-wal`, readModels]);
  const placed = [
    ...placesOfKeys(keys, keyFiles),
    ...photos.map((file) => ({ file, from: join(folder, file.path), to: placeOfPhoto(evidence, file) })),
    // What was published later than the backup is never taken back.
    ...(transparency === undefined || existsSync(join(transparency, 'public'))
      ? []
      : signed.map((file) => ({
          file,
          from: join(folder, file.path),
          to: join(transparency, file.path.replace(/^transparency\//, '')),
        }))),
  ];
  const open = await notThereYet(placed);
  if (toPosition !== undefined) await demandEndOfCommand(join(folder, written.path), toPosition);
  mkdirSync(dirname(log), { recursive: true });
  const part = `${log}.restoring`;
  const made: string[] = [];
  const discard = (): void => {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(part + end, { force: true });
  };
  discard();
  try {
    demandSame(written.path, await copyWithDigest(join(folder, written.path), part), written);
    if (toPosition !== undefined) cutStoreFile(part, toPosition);
    const { events, streams, position } = await demandSound(part);
    if (toPosition === undefined && position !== written.position)
      throw new CliError('backup-damaged', `the log ends at ${position}, and ended at ${written.position}`);
    for (const { file, from, to } of open) {
      const partOfIt = `${to}.restoring`;
      made.push(partOfIt, to);
      rmSync(partOfIt, { force: true });
      // What is published is read by others: a web server gives it out.
      if (file.path.startsWith('transparency/')) mkdirSync(dirname(to), { recursive: true });
      demandSame(from, await copyWithDigest(from, partOfIt), file);
      demandSame(to, await digestOfFile(partOfIt), file);
      renameSync(partOfIt, to);
    }
    // Last: whoever finds a log finds what it names.
    renameSync(part, log);
    syncFolderSync(dirname(log));
    return { events, streams, position, takenAt, evidenceFaults };
  } catch (error) {
    discard();
    // Nothing was there before.
    for (const path of made) rmSync(path, { force: true });
    throw error;
  }
};

const demandNothingAt = (paths: readonly string[]): void => {
  const there = paths.filter((path) => existsSync(path));
  if (there.length > 0) throw new CliError('would-overwrite', `${there.join(', ')} is there`);
};

interface PlacedFile {
  readonly file: CopiedFile;
  readonly from: string;
  readonly to: string;
}

/** What is there already as the backup has it was put there by a restore that was cut off, or by hand: it stays. */
const notThereYet = async (placed: readonly PlacedFile[]): Promise<readonly PlacedFile[]> => {
  const [open, others]: [PlacedFile[], string[]] = [[], []];
  for (const one of placed)
    if (!existsSync(one.to)) open.push(one);
    else if ((await digestOfFile(one.to)).sha256 !== one.file.sha256) others.push(one.to);
  demandNothingAt(others);
  return open;
};

const placeOfPhoto = (evidence: string | undefined, { path }: CopiedFile): string => {
  if (evidence === undefined)
    throw new CliError('invalid-config', 'the backup has evidence, and no folder for it is configured');
  return join(evidence, path.replace(/^evidence\//, ''));
};

const placesOfKeys = (keys: string | undefined, keyFiles: readonly KeyFile[]) => {
  if (keys === undefined) return [];
  return readManifest(keys).keys.map((file) => {
    const to = keyFiles.find(({ setting }) => setting === file.setting)?.path;
    if (to === undefined)
      throw new CliError('invalid-config', `${file.setting} is among the keys, and names no file here`);
    return { file, from: join(keys, file.path), to };
  });
};

/** What one command did happened as a whole: a log that ends within it never was. */
const demandEndOfCommand = async (path: string, position: Position): Promise<void> => {
  const store = await sqliteEventStore(path, { readonly: true });
  try {
    const around: { readonly position: Position; readonly commandId: string }[] = [];
    for await (const event of store.readAll({ after: Math.max(0, position - 1), limit: 2 }))
      around.push({ position: event.position, commandId: event.metadata.commandId });
    const [last, next] = around;
    if (last === undefined || last.position > position || last.commandId !== next?.commandId) return;
    const { first, end } = await commandAround(store, position, last.commandId);
    throw new CliError(
      'wrong-usage',
      `position ${position} is within what one command did (${first} to ${end}): --to-position ${first - 1} is before it, ${end} after`,
    );
  } finally {
    await store.close();
  }
};

type Readable = Pick<Awaited<ReturnType<typeof sqliteEventStore>>, 'readAll'>;

const commandAround = async (store: Readable, position: Position, commandId: string) => {
  let [first, end] = [position, position];
  // A command has a handful of events.
  for await (const event of store.readAll({ after: Math.max(0, position - 100), limit: 300 }))
    if (event.metadata.commandId === commandId) {
      first = Math.min(first, event.position);
      end = Math.max(end, event.position);
    }
  return { first, end };
};
