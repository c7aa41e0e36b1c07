import { chmodSync, closeSync, lstatSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isFileError, syncFolderSync } from '@phananh/files';
import { CliError } from '../process/errors.ts';

/** A file that is written under another name until it is whole: nobody takes half of it for all of it. */
export interface OutputFile {
  /** Where it is written until then: it is there, and empty. */
  readonly part: string;
  /** Puts it in the place of the file before. */
  place(): void;
  /** Nothing is left of it. */
  discard(): void;
}

/** What a file is that a command works on, such as `is read by this command`: nothing takes its place. Undefined: it is none. */
export type WhyKept = (path: string) => string | undefined;

/**
 * Opens a file that a command writes. What is there is replaced, and only a regular file is: never what a link leads to, never a
 * device, never what the command works on.
 *
 * @throws {@link CliError} `unwritable-output`, `would-overwrite`
 */
export const openOutput = (path: string, whyKept: WhyKept): OutputFile => {
  demandReplaceable(path, whyKept);
  removeLeftOver(path);
  const part = `${path}.${process.pid}.part`;
  demandDisk(path, () => closeSync(openSync(part, 'wx')));
  return {
    part,
    place: () => {
      const before = demandReplaceable(path, whyKept);
      demandDisk(path, () => {
        if (before !== undefined) chmodSync(part, before.mode);
        renameSync(part, path);
        syncFolderSync(dirname(path));
      });
    },
    discard: () => rmSync(part, { force: true }),
  };
};

/** An error of the disk as one of this file. */
export const unwritable = (path: string, error: unknown): unknown =>
  error instanceof Error && 'syscall' in error
    ? new CliError('unwritable-output', `${path}: ${error.message}`, { cause: error })
    : error;

const demandDisk = (path: string, act: () => void): void => {
  try {
    act();
  } catch (error) {
    throw unwritable(path, error);
  }
};

/** What is there, when something is. */
const demandReplaceable = (path: string, whyKept: WhyKept) => {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined || there.isFile()) {
    const why = whyKept(path);
    if (why === undefined) return there;
    throw new CliError('would-overwrite', `${path} ${why}`);
  }
  const what = there.isSymbolicLink() ? 'a link' : there.isDirectory() ? 'a folder' : 'no regular file';
  throw new CliError('unwritable-output', `${path} is ${what}, and only a regular file is replaced`);
};

/** What a process that was killed could not take away. */
const removeLeftOver = (path: string): void => {
  const [folder, name] = [dirname(path), `${basename(path)}.`];
  for (const left of namesIn(folder)) {
    const [, id] = (left.startsWith(name) && /^(\d+)\.part$/.exec(left.slice(name.length))) || [];
    if (id !== undefined && !isRunning(Number(id))) rmSync(join(folder, left), { force: true });
  }
};

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    // Told when the file is made there.
    return [];
  }
};

const isRunning = (id: number): boolean => {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // It is somebody else's.
    return isFileError(error, 'EPERM');
  }
};
