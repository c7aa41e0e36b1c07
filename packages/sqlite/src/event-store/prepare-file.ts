import { StoreUnavailable } from '@phananh/core/store';
import { assertWriteAheadLog, type Connection, openConnection } from './connection.ts';
import { assertOurFile, canonicalPath, createFile, hasContent, migrate } from './open-file.ts';
import { takeWriterLock, type WriterLock } from './writer-lock.ts';

export interface PreparedForWriting {
  readonly canonical: string;
  /** For reading: the one that writes is the writer thread's own. */
  readonly connection: Connection;
  readonly lock: WriterLock;
}

/** Takes the lock, makes the file or brings it up to date. A file that is not ours is left as it is, without a lock beside it. */
export const prepareForWriting = (
  path: string,
  owner: { readonly pid: number; readonly since: string },
): PreparedForWriting => {
  const canonical = canonicalPath(path, { create: true });
  if (hasContent(canonical)) assertOurFile(canonical);
  const lock = takeWriterLock(canonical, owner);
  try {
    if (!hasContent(canonical)) createFile(canonical);
    return { canonical, connection: bringUpToDate(canonical), lock };
  } catch (error) {
    lock.release();
    throw error;
  }
};

/** The file must exist: whoever only reads makes none. */
export const prepareForReading = (path: string): Connection => {
  const canonical = canonicalPath(path, { create: false });
  if (!hasContent(canonical)) {
    throw new StoreUnavailable(`${canonical} does not exist`, { path: canonical, reason: 'ENOENT' });
  }
  assertOurFile(canonical);
  return openConnection(canonical, { readonly: true });
};

const bringUpToDate = (path: string): Connection => {
  const writing = openConnection(path, { readonly: false });
  try {
    assertWriteAheadLog(writing, path);
    migrate(writing);
    return openConnection(path, { readonly: true });
  } finally {
    writing.close();
  }
};
