import { StoreUnavailable } from '@phananh/core/store';
import { assertWriteAheadLog, type Connection, openConnection } from '../event-store/connection.ts';

/** Opens a file of keys, which is there, for reading and writing. What is overwritten or deleted in it is overwritten with zeros. */
export const openKeyFile = (path: string): Connection => {
  const connection = openConnection(path, { readonly: false });
  try {
    connection.pragma('journal_mode = WAL');
    assertWriteAheadLog(connection, path);
    connection.pragma('secure_delete = ON');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
};

/** Makes the table of a new file, and gives one of before its column for the keys of single values. */
export const makeKeysTable = (database: Connection): void => {
  database
    .transaction(() => {
      database.exec(
        'CREATE TABLE IF NOT EXISTS keys (subject TEXT PRIMARY KEY, id TEXT NOT NULL, wrapped BLOB, tree BLOB) STRICT, WITHOUT ROWID',
      );
      const columns = database
        .prepare<[], string>("SELECT name FROM pragma_table_info('keys')")
        .pluck()
        .all();
      if (!columns.includes('tree')) database.exec('ALTER TABLE keys ADD COLUMN tree BLOB');
    })
    .immediate();
};

/** How long others are waited for, in all. */
const patienceMilliseconds = 5_000;
const pauseMilliseconds = 10;

interface Waiting {
  /** Milliseconds since some moment. */
  readonly elapsed: () => number;
  readonly pause: (milliseconds: number) => void;
}

const blocking: Waiting = {
  elapsed: () => performance.now(),
  pause: (milliseconds) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds),
};

/**
 * Empties the write-ahead log into the file: it has pages as they were, and so keys that were destroyed since. Whoever reads what stands in it,
 * or empties it too, is waited for. It blocks its thread.
 *
 * @throws {@link StoreUnavailable} where others do not let go of it
 */
export const emptyWriteAheadLog = (
  connection: Pick<Connection, 'pragma'>,
  path: string,
  { elapsed, pause }: Waiting = blocking,
): void => {
  const until = elapsed() + patienceMilliseconds;
  while (!isEmptied(connection)) {
    if (elapsed() >= until)
      throw new StoreUnavailable(
        `${path}: a key is destroyed, and others read the file: its write-ahead log still has it`,
        {
          path,
          reason: 'SQLITE_BUSY',
        },
      );
    // SQLite waits for readers by itself, and not for somebody who empties it at the same time: that is told at once.
    pause(pauseMilliseconds);
  }
};

const isEmptied = (connection: Pick<Connection, 'pragma'>): boolean => {
  const rows = connection.pragma('wal_checkpoint(TRUNCATE)');
  const [row]: readonly { readonly busy: number }[] = Array.isArray(rows) ? rows : [];
  return row?.busy === 0;
};
