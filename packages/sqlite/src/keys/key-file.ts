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

/**
 * Empties the write-ahead log into the file: it has pages as they were, and so keys that were destroyed since.
 *
 * @throws {@link StoreUnavailable} while somebody else reads what stands in it
 */
export const emptyWriteAheadLog = (connection: Connection, path: string): void => {
  const rows = connection.pragma('wal_checkpoint(TRUNCATE)');
  const [row]: readonly { readonly busy: number }[] = Array.isArray(rows) ? rows : [];
  if (row?.busy === 0) return;
  throw new StoreUnavailable(
    `${path}: a key is destroyed, and others read the file: its write-ahead log still has it`,
    {
      path,
      reason: 'SQLITE_BUSY',
    },
  );
};
