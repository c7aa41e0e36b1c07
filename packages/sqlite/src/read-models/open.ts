import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreForeign, StoreTooNew } from '@phananh/core';
import Database from 'better-sqlite3';
import { derivedTables, readModelApplicationId, readModelVersion, tables } from './schema.ts';

/**
 * Opens a file of read models for writing, makes its tables, or makes them anew when they are of an older version.
 * Throws {@link StoreForeign} for a file that is something else, {@link StoreTooNew} for one of a newer version.
 */
export const openForWriting = (path: string): Database.Database => {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path);
  try {
    const version = ownVersion(database, path);
    database.pragma('journal_mode = WAL');
    // What is lost in a power cut is computed again; NORMAL keeps the file sound.
    database.pragma('synchronous = NORMAL');
    database.pragma('busy_timeout = 5000');
    // 32 MiB: rows fall onto every page of some indexes, which are then written into the file less often.
    database.pragma('wal_autocheckpoint = 8192');
    database.pragma('cache_size = -4096');
    if (version !== readModelVersion) makeAnew(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

/** Empties every table, so that the log is followed from its beginning. */
export const makeAnew = (database: Database.Database): void => {
  database.transaction(() => {
    for (const table of derivedTables) database.exec(`DROP TABLE IF EXISTS ${table}`);
    database.exec(tables);
    database.pragma(`application_id = ${readModelApplicationId}`);
    database.pragma(`user_version = ${readModelVersion}`);
  })();
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
