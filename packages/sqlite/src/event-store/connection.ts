import { StoreUnavailable } from '@phananh/core/store';
import Database from 'better-sqlite3';

/**
 * SQLite as better-sqlite3 builds it looks at the value in `column = ?` and in `LIMIT ?` to choose a plan, and so prepares the
 * statement anew whenever a value is bound: 5 µs each time, which is most of what a short statement takes. In `= +?` and
 * `LIMIT +?` it sees an expression, and prepares it once.
 */
export type Connection = Database.Database;

const busyTimeout = 5_000;
const synchronousFull = 2;

/**
 * Opens a connection with the durability that the store promises, and makes sure that it has it.
 *
 * `synchronous` is a setting of the connection, not of the file, and better-sqlite3 is compiled to fall back to NORMAL for
 * a file that is in WAL mode already: a power cut would then lose commits that were acknowledged.
 */
export const openConnection = (path: string, { readonly }: { readonly readonly: boolean }): Connection => {
  const connection = new Database(path, { readonly, fileMustExist: readonly, timeout: busyTimeout });
  try {
    assertDurable(connection, path);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
};

const assertDurable = (connection: Connection, path: string): void => {
  connection.pragma('synchronous = FULL');
  // Without these, a sync on macOS stops at the drive's cache.
  connection.pragma('fullfsync = ON');
  connection.pragma('checkpoint_fullfsync = ON');
  if (readSetting(connection, 'synchronous') !== synchronousFull) {
    throw new StoreUnavailable(`${path}: SQLite does not sync fully`, { path, reason: 'synchronous' });
  }
};

export const readSetting = (connection: Connection, name: string): unknown =>
  connection.pragma(name, { simple: true });

/** @throws {@link StoreUnavailable} when the file system cannot have the shared memory that WAL needs */
export const assertWriteAheadLog = (connection: Connection, path: string): void => {
  const mode = readSetting(connection, 'journal_mode');
  if (mode === 'wal') return;
  throw new StoreUnavailable(
    `${path}: the journal mode is ${String(mode)}, not WAL; is it on a network drive?`,
    {
      path,
      reason: 'journal-mode',
    },
  );
};
