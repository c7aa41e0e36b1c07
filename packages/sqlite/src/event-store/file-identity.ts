import { type Stats, statSync } from 'node:fs';

/** Tells what became of a file while it was written, by its path. */
export interface WatchedFile {
  /** What is wrong with it now; undefined: it is the file that it was. */
  lost(): string | undefined;
}

interface Identity {
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
}

const identityOf = (path: string): Identity | undefined => {
  const found: Stats | undefined = statSync(path, { throwIfNoEntry: false });
  return found && { path, dev: found.dev, ino: found.ino };
};

/**
 * A file that was deleted or replaced can be written to for as long as it is open, and all of it is gone afterwards. Asked after
 * each commit, before it is answered: what was answered is in a file that was there when it had been synced.
 *
 * The write-ahead log counts as well: it is where commits are until they are copied into the file.
 */
export const watchedFile = (path: string): WatchedFile => {
  const file = identityOf(path);
  let log: Identity | undefined;
  return {
    lost() {
      // SQLite makes it with the first write.
      log ??= identityOf(`${path}-wal`);
      return changeOf(file, path) ?? changeOf(log, `${path}-wal`);
    },
  };
};

const changeOf = (was: Identity | undefined, path: string): string | undefined => {
  const is = statSync(path, { throwIfNoEntry: false });
  if (is === undefined) return `${path} was deleted or moved`;
  return was === undefined || is.dev !== was.dev || is.ino !== was.ino
    ? `${path} was replaced by another file`
    : undefined;
};
