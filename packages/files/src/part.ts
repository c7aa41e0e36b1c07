import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** How a file is made. */
export interface NewFile {
  /** Rights of the file. Default: 0600, only its owner reads it. */
  readonly mode?: number;
  /** Rights of folders that are made for it. Default: 0700. */
  readonly folderMode?: number;
}

/** The same, and whether it has to be on the disk before the call ends. */
export interface WrittenFile extends NewFile {
  /** Default: true. False where the next moment writes the file again, or nothing is lost with it. */
  readonly isDurable?: boolean;
}

/**
 * A name in the folder of a file, under which it is written until it is whole. It begins with a dot and is never used twice: two writers
 * do not meet, and what a killed process left is taken for nothing else.
 */
const partOf = (path: string): string => join(dirname(path), `.${randomUUID()}.part`);

/** Writes the content of a file under another name. @returns that name; nothing is left there where it throws */
export const writePart = async (
  path: string,
  content: string | Uint8Array,
  { mode = 0o600, folderMode = 0o700, isDurable = true }: WrittenFile,
): Promise<string> => {
  const part = partOf(path);
  await mkdir(dirname(path), { recursive: true, mode: folderMode });
  try {
    await writeFile(part, content, { mode, flag: 'wx', flush: isDurable });
    return part;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
};

/** As {@link writePart}. */
export const writePartSync = (
  path: string,
  content: string | Uint8Array,
  { mode = 0o600, folderMode = 0o700, isDurable = true }: WrittenFile,
): string => {
  const part = partOf(path);
  mkdirSync(dirname(path), { recursive: true, mode: folderMode });
  try {
    writeFileSync(part, content, { mode, flag: 'wx', flush: isDurable });
    return part;
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
};
