import { existsSync } from 'node:fs';
import { StoreLocked } from '@phananh/core/store';
import Database from 'better-sqlite3';
import { reasonOf } from './store-error.ts';

/** Who only looks whether the lock is held has it for an instant: that long one who takes it waits. */
const patienceMilliseconds = 100;

const lockFile = (path: string): string => `${path}.lock`;

/** Held by the only process, and the only store within it, that writes to a file. */
export interface WriterLock {
  release(): void;
}

interface Owner {
  readonly pid: number;
  readonly since: string;
}

/**
 * Takes the lock beside a store's file, or says who has it.
 *
 * The lock is a transaction held open in a small database of its own, so that the system frees it however the process
 * ends; a file with a process id in it would outlive `kill -9`, and ids are used again. The owner is committed before the
 * transaction that is held, and a held transaction lets others read: that is how the refused one knows.
 *
 * @throws {@link StoreLocked}
 */
export const takeWriterLock = (path: string, owner: Owner): WriterLock => {
  const connection = new Database(lockFile(path), { timeout: patienceMilliseconds });
  try {
    connection.exec('BEGIN IMMEDIATE');
    connection.exec('CREATE TABLE IF NOT EXISTS owner (pid INTEGER NOT NULL, since TEXT NOT NULL) STRICT');
    connection.exec('DELETE FROM owner');
    connection.prepare('INSERT INTO owner VALUES (?, ?)').run(owner.pid, owner.since);
    connection.exec('COMMIT; BEGIN IMMEDIATE');
    return { release: () => connection.close() };
  } catch (error) {
    const refusal = reasonOf(error).startsWith('SQLITE_BUSY') ? lockedBy(path, readOwner(connection)) : error;
    connection.close();
    throw refusal;
  }
};

/** Whether a process writes to a store's file now. Makes no file; a lock that cannot be looked at is nobody's. */
export const isWriterLocked = (path: string): boolean => {
  if (!existsSync(lockFile(path))) return false;
  try {
    const connection = new Database(lockFile(path), { timeout: 0, fileMustExist: true });
    try {
      connection.exec('BEGIN IMMEDIATE; ROLLBACK');
      return false;
    } finally {
      connection.close();
    }
  } catch (error) {
    return reasonOf(error).startsWith('SQLITE_BUSY');
  }
};

const readOwner = (connection: Database.Database): Owner | undefined => {
  try {
    return connection.prepare<[], Owner>('SELECT pid, since FROM owner').get();
  } catch {
    // In the instant of its commit the row cannot be read; that the file is locked is known all the same.
    return undefined;
  }
};

const lockedBy = (path: string, owner: Owner | undefined): StoreLocked =>
  owner === undefined
    ? new StoreLocked(`${path} is being opened for writing by another process`, { path })
    : new StoreLocked(`process ${owner.pid} has written to ${path} since ${owner.since}`, { path, ...owner });
