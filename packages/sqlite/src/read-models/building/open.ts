import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreForeign, StoreTooNew } from '@phananh/core/engine';
import Database from 'better-sqlite3';
import { makeOwnFile } from '../../own-file.ts';
import { noteMadeOf } from './made-of.ts';
import { type ReadSide, tablesOf } from './read-side.ts';
import { machineTables, readModelApplicationId, readModelVersion } from './schema.ts';

/** Opens a file of read models of any version, and creates it when it is not there. */
const open = (path: string): Database.Database => {
  if (path !== ':memory:') {
    mkdirSync(dirname(path), { recursive: true });
    makeOwnFile(path);
  }
  const database = new Database(path);
  try {
    // Reads the header and throws for a file of somebody else, before anything is changed in it.
    ownVersion(database, path);
    database.pragma('journal_mode = WAL');
    // What is erased is overwritten, and so are pages that become free: they had rows, and words of the search.
    database.pragma('secure_delete = ON');
    // With NORMAL the last commits may be lost in a power cut, and are computed again; the file stays sound.
    database.pragma('synchronous = NORMAL');
    database.pragma('busy_timeout = 5000');
    // A checkpoint after 1,000 pages, 4 MiB: the commit that it falls to takes no longer than that copy. With 8,000 pages one batch in
    // three hundred would take 30 ms more, and catching up would be faster by a fortieth.
    database.pragma('wal_autocheckpoint = 1000');
    database.pragma('cache_size = -16384');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

/**
 * Opens a file of read models for writing, and makes its tables when it is new or of an older version.
 *
 * @throws {@link StoreForeign} for a file that is something else, {@link StoreTooNew} for one of a newer version
 */
export const openForWriting = (path: string, side: Pick<ReadSide, 'projections'>): Database.Database => {
  const database = open(path);
  try {
    if (ownVersion(database, path) !== readModelVersion) makeAnew(database, side);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

/** Opens a file of read models for questions; undefined when it is not there or of an older version. Throws as above. */
export const openForReading = (path: string): Database.Database | undefined => {
  if (!existsSync(path) || isTruncated(path)) return undefined;
  const database = open(path);
  if (ownVersion(database, path) === readModelVersion) return database;
  database.close();
  return undefined;
};

/** Opens a file of read models to take something over from it, of whatever older version it is; undefined when it is not there. Throws as above. */
export const openOfAnyVersion = (path: string): Database.Database | undefined =>
  existsSync(path) && !isTruncated(path) ? open(path) : undefined;

/** Drops every table and creates those of today, so that the log is applied from its beginning. */
export const makeAnew = (database: Database.Database, side: Pick<ReadSide, 'projections'>): void => {
  database.transaction(() => {
    dropEveryTable(database);
    database.exec(machineTables);
    database.exec(tablesOf(side));
    noteMadeOf(database, side.projections);
    database.pragma(`application_id = ${readModelApplicationId}`);
    database.pragma(`user_version = ${readModelVersion}`);
  })();
};

/** Drops also tables of other versions and of workflows that this host has not. */
const dropEveryTable = (database: Database.Database): void => {
  const tables = database
    .prepare<[], { readonly name: string; readonly isVirtual: number }>(
      `SELECT name, sql LIKE 'CREATE VIRTUAL%' AS isVirtual FROM sqlite_schema
       WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'`,
    )
    .all();
  // Virtual tables first: SQLite drops the tables in which it keeps them (of FTS5) with them.
  for (const { name } of tables.toSorted((a, b) => b.isVirtual - a.isVirtual))
    database.exec(`DROP TABLE IF EXISTS "${name}"`);
};

/** Lets this connection add only so many pages to the file (`max_page_count`): so a test fills the disk. */
export const limitRoom = (database: Database.Database, pages: number): void => {
  const there = Number(database.pragma('page_count', { simple: true }));
  database.pragma(`max_page_count = ${there + pages}`);
};

/** Deletes a file of read models, its write-ahead log with the index of that, and its journal. */
export const removeFile = (path: string): void => {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true });
};

/** Whether pages are missing at the end of the file that its header counts. */
export const isTruncated = (path: string): boolean => {
  // A journal that a killed process left is rolled back first, which SQLite does only on a connection that may write.
  const database = new Database(path, { readonly: !existsSync(`${path}-journal`) });
  try {
    const pages = Number(database.pragma('page_count', { simple: true }));
    const size = Number(database.pragma('page_size', { simple: true }));
    // Where there is a write-ahead log, it may have the pages at the end.
    return !existsSync(`${path}-wal`) && statSync(path).size < pages * size;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CORRUPT')) return true;
    throw new StoreForeign(`${path} is not an SQLite file`, { path }, { cause: error });
  } finally {
    database.close();
  }
};

const ownVersion = (database: Database.Database, path: string): number => {
  const [application, version, count] = readHeader(database, path);
  if (application !== readModelApplicationId && count > 0) {
    throw new StoreForeign(`${path} is an SQLite file, but not of read models`, { path });
  }
  if (application === readModelApplicationId && version > readModelVersion) {
    throw new StoreTooNew(`${path} has read models of version ${version}; this is ${readModelVersion}`, {
      path,
      version,
    });
  }
  return application === readModelApplicationId ? version : 0;
};

const readHeader = (database: Database.Database, path: string): readonly [number, number, number] => {
  try {
    return [
      Number(database.pragma('application_id', { simple: true })),
      Number(database.pragma('user_version', { simple: true })),
      Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()),
    ];
  } catch (error) {
    throw new StoreForeign(`${path} is not an SQLite file`, { path }, { cause: error });
  }
};
