import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Position, StoreUnavailable } from '@phananh/core/store';
import { syncFolderSync } from '@phananh/files';
import { demandFiles } from '../demand-file.ts';
import { makeOwnFile } from '../own-file.ts';
import { openConnection } from './connection.ts';
import { migrate } from './open-file.ts';
import { prepareForReading } from './prepare-file.ts';
import { fillStreamEnds } from './schema.ts';
import { storeError } from './store-error.ts';

/**
 * Writes what a store's file holds at one moment into a new file, also while somebody writes to it. Whoever writes is not waited for
 * and does not wait; its write-ahead log grows meanwhile. Row by row, so that what is on no page any more does not come along.
 *
 * What is wrong with the file is copied with it: `checkStoreFile` of the copy tells.
 *
 * @throws StoreUnavailable when the file cannot be written; what there is of it stays, and is no store
 */
export const backUpStoreFile = (
  path: string,
  target: string,
  { readModels }: { readonly readModels?: string } = {},
): void => {
  demandFiles(path, target, readModels);
  // VACUUM INTO takes an empty file for its own.
  if (existsSync(target)) throw new StoreUnavailable(`${target} is there already`, { path: target });
  const connection = prepareForReading(path, readModels === undefined ? {} : { readModels });
  try {
    makeOwnFile(target);
    connection.prepare('VACUUM INTO ?').run(target);
    syncFile(target);
    syncFolderSync(dirname(target));
  } catch (error) {
    throw storeError(target, error);
  } finally {
    connection.close();
  }
};

/** The same of another file of SQLite, such as that of keys, which is no log. */
export const backUpSqliteFile = (path: string, target: string): void => {
  demandFiles(path, target);
  const connection = openConnection(path, { readonly: true });
  try {
    makeOwnFile(target);
    connection.prepare('VACUUM INTO ?').run(target);
    syncFile(target);
  } catch (error) {
    throw storeError(target, error);
  } finally {
    connection.close();
  }
};

/**
 * Takes everything after a position out of a file that nobody else has, as a copy of a backup is. Its positions stay.
 *
 * @returns the position that it ends at
 */
export const cutStoreFile = (path: string, after: Position): Position => {
  demandFiles(path);
  const connection = openConnection(path, { readonly: false });
  try {
    migrate(connection);
    const cut = connection.transaction((): Position => {
      const trigger = connection
        .prepare<[], string>(`SELECT sql FROM sqlite_master WHERE name = 'events_are_never_deleted'`)
        .pluck()
        .get();
      connection.exec('DROP TRIGGER IF EXISTS events_are_never_deleted');
      connection.prepare('DELETE FROM events WHERE position > ?').run(after);
      if (trigger !== undefined) connection.exec(trigger);
      const last =
        connection.prepare<[], number | null>('SELECT max(position) FROM events').pluck().get() ?? 0;
      fillStreamEnds(connection);
      connection.prepare(`UPDATE sqlite_sequence SET seq = ? WHERE name = 'events'`).run(last);
      connection.prepare('DELETE FROM event_ids WHERE position > ?').run(last);
      connection.prepare('UPDATE indexed_events SET position = min(position, ?)').run(last);
      connection.prepare('DELETE FROM missing_positions WHERE first > ?').run(last);
      connection.prepare('UPDATE checked SET position = min(position, ?)').run(last);
      return last;
    });
    const last = cut();
    // What was taken out is on no page either.
    connection.exec('VACUUM');
    return last;
  } finally {
    connection.close();
  }
};

const syncFile = (path: string): void => {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};
