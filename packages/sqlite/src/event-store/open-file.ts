import { existsSync, lstatSync, mkdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { StoreForeign, StoreTooNew, StoreUnavailable } from '@phananh/core/store';
import { makeOwnFile } from '../own-file.ts';
import { assertWriteAheadLog, type Connection, openConnection, readSetting } from './connection.ts';
import {
  applicationId,
  applyMigrations,
  firstWithChecksums,
  firstWithStreamEnds,
  type OnUpgrade,
  schemaVersion,
} from './schema.ts';
import { reasonOf } from './store-error.ts';

/** The one name of a file, links followed: the lock of a file must not depend on the way to it. */
export const canonicalPath = (path: string, { create }: { readonly create: boolean }): string => {
  if (path === '' || path === ':memory:') {
    throw new StoreUnavailable('an SQLite event store needs a file; memoryEventStore is the one in memory');
  }
  const absolute = resolve(path);
  if (create) mkdirSync(dirname(absolute), { recursive: true });
  if (statSync(absolute, { throwIfNoEntry: false }) !== undefined) return realpathSync(absolute);
  // A disk that is not mounted, not a store that is yet to be made.
  if (lstatSync(absolute, { throwIfNoEntry: false }) !== undefined)
    throw new StoreUnavailable(
      `${absolute} is a link to a file that is not there; put the file back, or remove the link to begin a new store`,
      { path: absolute, reason: 'dangling-link' },
    );
  if (!existsSync(dirname(absolute)))
    throw new StoreUnavailable(`${absolute} does not exist`, { path: absolute, reason: 'ENOENT' });
  return join(realpathSync(dirname(absolute)), basename(absolute));
};

/**
 * Refuses a file that is not a store of ours, or of a later version, without changing it.
 *
 * It asks SQLite, read-only, instead of reading the header itself: a process that closes a file of its own making loses
 * every lock that SQLite holds on that file (SQLite, "How To Corrupt", 2.2).
 *
 * @throws {@link StoreForeign}, {@link StoreTooNew}
 */
export const assertOurFile = (path: string): void => {
  if (statSync(path).isDirectory()) throw new StoreForeign(`${path} is a directory`, { path });
  const connection = openForeign(path);
  try {
    if (readSetting(connection, 'application_id') !== applicationId)
      throw new StoreForeign(notOurs(path), { path });
    const version = Number(readSetting(connection, 'user_version'));
    if (version <= schemaVersion) return;
    throw new StoreTooNew(
      `${path} has schema version ${version}; this version of phananh knows ${schemaVersion}`,
      {
        path,
        version,
        known: schemaVersion,
      },
    );
  } catch (error) {
    throw reasonOf(error) === 'SQLITE_NOTADB'
      ? new StoreForeign(notOurs(path), { path }, { cause: error })
      : error;
  } finally {
    connection.close();
  }
};

const openForeign = (path: string): Connection => {
  try {
    return openConnection(path, { readonly: true });
  } catch (error) {
    throw reasonOf(error) === 'SQLITE_NOTADB'
      ? new StoreForeign(notOurs(path), { path }, { cause: error })
      : error;
  }
};

const notOurs = (path: string): string =>
  `${path} is not an event store of phananh; nothing was changed in it`;

/** Whether there is something in the file that must not be written over. */
export const hasContent = (path: string): boolean =>
  (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;

/**
 * Makes an empty store. It is made beside its place and then moved there, so that whoever opens the file, at any moment,
 * finds a whole store or none.
 */
export const createFile = (path: string): void => {
  const temporary = `${path}.new`;
  for (const leftover of ['', '-journal', '-wal', '-shm']) rmSync(temporary + leftover, { force: true });
  makeOwnFile(temporary);
  const connection = openConnection(temporary, { readonly: false });
  try {
    connection.pragma(`application_id = ${applicationId}`);
    migrate(connection);
    connection.pragma('journal_mode = WAL');
    assertWriteAheadLog(connection, path);
  } finally {
    connection.close();
  }
  renameSync(temporary, path);
};

/** Brings the schema of a store of ours up to this version. */
export const migrate = (connection: Connection, onUpgrade: OnUpgrade = () => {}): void => {
  const version = Number(readSetting(connection, 'user_version'));
  if (version === schemaVersion) return;
  connection.transaction(() => {
    applyMigrations(connection, version, onUpgrade);
    connection.pragma(`user_version = ${schemaVersion}`);
  })();
};

/** False for a file of an older version that is only read. */
export const hasChecksums = (connection: Connection): boolean =>
  Number(readSetting(connection, 'user_version')) >= firstWithChecksums;

/** False for a file of an older version that is only read. */
export const hasStreamEnds = (connection: Connection): boolean =>
  Number(readSetting(connection, 'user_version')) >= firstWithStreamEnds;
