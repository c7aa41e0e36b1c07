import { type Stats, statSync } from 'node:fs';

/** Tells what became of a file while it was written, by its path. */
export interface WatchedFile {
  /** What is wrong with it now; undefined: it is the file that it was. */
  lost(): string | undefined;
  /** Whether its path leads to the file that was opened, whatever is in it now. */
  isThere(): boolean;
}

/** The same, for the one who writes. */
export interface WrittenFile extends WatchedFile {
  /** Copies the write-ahead log into the file: nobody else may change it. */
  changing(copy: () => void): void;
}

/** When the file was changed last by who writes to it, in milliseconds; shared with his thread. 0: not known, or it is being changed. */
export type LastChange = BigInt64Array<SharedArrayBuffer>;

export const createLastChange = (): LastChange => new BigInt64Array(new SharedArrayBuffer(8));

interface Watched {
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
  /** It only grows. */
  size: number;
}

const statOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });

const watched = (path: string): Watched | undefined => {
  const found = statOf(path);
  return found && { path, dev: found.dev, ino: found.ino, size: found.size };
};

/**
 * A file that was deleted or replaced can be written to for as long as it is open, and all of it is gone afterwards; one that was
 * emptied or written over would be given pages of another one. Asked before each commit, and after it, before it is answered: what was
 * answered is in a file that was there when it had been synced.
 *
 * The write-ahead log counts as well: it is where commits are until they are copied into the file. So does the lock: where it was
 * deleted, a second process finds none.
 */
export const watchedFile = (path: string, lastChange: LastChange = createLastChange()): WatchedFile => {
  const file = watched(path);
  const lock = watched(`${path}.lock`);
  let log: Watched | undefined;
  return {
    lost() {
      // SQLite makes it with the first write.
      log ??= watched(`${path}-wal`);
      return (
        changeOf(file, path, lastChange) ??
        changeOf(log, `${path}-wal`) ??
        (lock && changeOf(lock, lock.path))
      );
    },
    isThere: () => file !== undefined && isFile(file, statOf(path)),
  };
};

export const writtenFile = (path: string, lastChange: LastChange): WrittenFile => {
  const note = (): void => void Atomics.store(lastChange, 0, changedAt(statOf(path)));
  note();
  return {
    ...watchedFile(path, lastChange),
    changing(copy) {
      Atomics.store(lastChange, 0, 0n);
      try {
        copy();
      } finally {
        note();
      }
    },
  };
};

const changedAt = (stats: Stats | undefined): bigint => BigInt(Math.floor(stats?.mtimeMs ?? 0));

const isFile = (was: Watched, is: Stats | undefined): boolean => is?.dev === was.dev && is.ino === was.ino;

const changeOf = (
  was: Watched | undefined,
  path: string,
  lastChange: LastChange | undefined = undefined,
): string | undefined => {
  const known = lastChange && Atomics.load(lastChange, 0);
  const is = statOf(path);
  if (is === undefined) return `${path} was deleted or moved`;
  if (was === undefined || !isFile(was, is)) return `${path} was replaced by another file`;
  if (is.size < was.size) return `${path} was cut off or written over`;
  was.size = is.size;
  if (!lastChange || !known || known === changedAt(is)) return undefined;
  // Unless its writer has changed it since.
  return Atomics.load(lastChange, 0) === known ? `${path} was written to by something else` : undefined;
};
