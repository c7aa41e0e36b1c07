import { statSync } from 'node:fs';
import { type Position, StoreBehind, StoreCorrupt, StoreLinked, StoreUnavailable } from '@phananh/core/store';
import { readModelsBeside } from '../read-models-beside.ts';
import { type SeenLog, seenLogIn, seenPosition } from '../seen-log.ts';
import { assertWriteAheadLog, type Connection, openConnection, readSetting } from './connection.ts';
import { assertOurFile, canonicalPath, createFile, hasChecksums, hasContent, migrate } from './open-file.ts';
import { type EventRow, eventColumns, isSound } from './rows.ts';
import { type OnUpgrade, schemaVersion } from './schema.ts';
import { damageOfWriteAheadLog, hasWriteAheadLog } from './write-ahead-log.ts';
import { isWriterLocked, takeWriterLock, type WriterLock } from './writer-lock.ts';

export interface PreparedForWriting {
  readonly canonical: string;
  /** For reading: the one that writes is the writer thread's own. */
  readonly connection: Connection;
  readonly lock: WriterLock;
}

export interface PreparingOptions {
  readonly onUpgrade?: OnUpgrade;
  /** Take what can be read of a damaged write-ahead log, and begin anew where the file of one is missing. */
  readonly acceptLoss?: boolean;
  /** The file of read models that may have seen the log. Default: the one beside it. */
  readonly readModels?: string;
  /**
   * Whether a file that is not there is made. False: only where there was one, by its write-ahead log or by what its read models have
   * seen, and the loss is accepted. Default: true.
   */
  readonly create?: boolean;
}

/** Takes the lock, makes the file or brings it up to date. A file that is not ours is left as it is, without a lock beside it. */
export const prepareForWriting = (
  path: string,
  owner: { readonly pid: number; readonly since: string },
  { onUpgrade, acceptLoss = false, readModels, create = true }: PreparingOptions = {},
): PreparedForWriting => {
  const canonical = canonicalPath(path, { create });
  assertOneName(canonical);
  if (hasContent(canonical)) {
    assertOurFile(canonical);
  } else if (!acceptLoss && hasWriteAheadLog(canonical)) {
    // A new file would be given the changes of the one that is missing.
    throw new StoreBehind(
      `${canonical} is missing or empty, and its write-ahead log ${canonical}-wal is there`,
      {
        path: canonical,
      },
    );
  }
  const seenBefore = seenLogIn(readModels ?? readModelsBeside(path));
  const seen = acceptLoss ? undefined : seenBefore;
  if (!hasContent(canonical)) {
    assertNothingSeen(canonical, seen);
    if (!create && !hasWriteAheadLog(canonical) && positionIn(seenBefore) === 0) throw missing(canonical);
  }
  const lock = takeWriterLock(canonical, owner);
  try {
    if (!hasContent(canonical)) createFile(canonical);
    if (!acceptLoss) assertSoundWriteAheadLog(canonical);
    const connection = bringUpToDate(canonical, onUpgrade, acceptLoss);
    try {
      if (seen !== undefined) assertHasWhatWasSeen(connection, seen);
    } catch (error) {
      connection.close();
      throw error;
    }
    return { canonical, connection, lock };
  } catch (error) {
    lock.release();
    throw error;
  }
};

/**
 * The file must exist: whoever only reads makes none. What a process that was killed left is held to the same as by who writes: SQLite
 * reads a damaged write-ahead log as far as it is right, and says nothing. While somebody writes, he has looked when he began.
 */
export const prepareForReading = (
  path: string,
  { readModels, acceptLoss = false }: PreparingOptions = {},
): Connection => {
  const canonical = canonicalPath(path, { create: false });
  if (!hasContent(canonical)) {
    throw missing(canonical);
  }
  assertOneName(canonical);
  assertOurFile(canonical);
  if (acceptLoss || isWriterLocked(canonical)) return openConnection(canonical, { readonly: true });
  // Before the log is asked where it ends: it may be growing from now on, and those who see it with it.
  const seen = seenLogIn(readModels ?? readModelsBeside(path));
  try {
    return openAsLeft(canonical, seen);
  } catch (error) {
    // Somebody has begun to write meanwhile, and has looked himself.
    if (isWriterLocked(canonical)) return openConnection(canonical, { readonly: true });
    throw error;
  }
};

const openAsLeft = (path: string, seen: SeenLog | undefined): Connection => {
  assertSoundWriteAheadLog(path);
  const connection = openConnection(path, { readonly: true });
  try {
    if (seen !== undefined) assertHasWhatWasSeen(connection, seen);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
};

/** @throws {@link StoreCorrupt} */
const assertSoundWriteAheadLog = (path: string): void => {
  const damage = damageOfWriteAheadLog(path);
  if (damage === undefined) return;
  throw new StoreCorrupt(
    `${path}: ${damage}; SQLite would take the log as far as that, and lose what was acknowledged after it`,
    { path, reason: 'write-ahead-log' },
  );
};

/**
 * Lock and write-ahead log are found by the name of the file. By another name of it a second process would find neither.
 *
 * @throws {@link StoreLinked}
 */
const assertOneName = (path: string): void => {
  const names = statSync(path, { throwIfNoEntry: false });
  if (names === undefined || names.isDirectory() || names.nlink <= 1) return;
  throw new StoreLinked(`${path} has ${names.nlink} names: hard links to it stand somewhere`, {
    path,
    names: names.nlink,
  });
};

const missing = (path: string): StoreUnavailable =>
  new StoreUnavailable(`${path} does not exist`, { path, reason: 'ENOENT' });

const positionIn = (seen: SeenLog | undefined): Position => (seen === undefined ? 0 : seenPosition(seen));

/** A log that is begun anew where there was one would give out its positions a second time. */
const assertNothingSeen = (path: string, seen: SeenLog | undefined): void => {
  const position = positionIn(seen);
  if (position === 0) return;
  throw new StoreBehind(
    `${path} does not exist, and its read models have seen the log up to position ${position}`,
    {
      path,
      position,
    },
  );
};

/** @throws {@link StoreBehind} before anything is written to a log that lost its end, or is another one */
const assertHasWhatWasSeen = (connection: Connection, seen: SeenLog): void => {
  const position = seenPosition(seen);
  if (position === 0) return;
  const path = connection.name;
  const last = connection.prepare<[], number | null>('SELECT max(position) FROM events').pluck().get() ?? 0;
  if (last < position)
    throw new StoreBehind(
      `${path} ends at position ${last}, and its read models have seen the log up to ${position}`,
      {
        path,
        position: last,
        seen: position,
      },
    );
  const { event } = seen;
  if (event === undefined) return;
  const row = connection
    .prepare<[number], EventRow>(
      `SELECT ${eventColumns(hasChecksums(connection))} FROM events WHERE position = ?`,
    )
    .raw()
    .get(event.position);
  // One that is not what was written holds up its stream, and is no other log.
  if (row === undefined || (isSound(row) && row[3] !== event.id.replaceAll('-', '')))
    throw new StoreBehind(
      `${path} has another event at position ${event.position} than its read models have seen`,
      {
        path,
        position: event.position,
      },
    );
};

const bringUpToDate = (path: string, onUpgrade: OnUpgrade | undefined, acceptLoss: boolean): Connection => {
  const writing = openConnection(path, { readonly: false });
  try {
    // A copy that SQLite itself made, as of a backup, has lost the mode. Where it has it already, nothing is done.
    writing.pragma('journal_mode = WAL');
    assertWriteAheadLog(writing, path);
    if (acceptLoss) writing.pragma('wal_checkpoint(TRUNCATE)');
    const isOld = Number(readSetting(writing, 'user_version')) < schemaVersion;
    migrate(writing, onUpgrade);
    // All of it went into the log, and would be read from there.
    if (isOld) writing.pragma('wal_checkpoint(TRUNCATE)');
    return openConnection(path, { readonly: true });
  } finally {
    writing.close();
  }
};
