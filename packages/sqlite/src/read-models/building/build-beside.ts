import { existsSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { EventStore, Position } from '@phananh/core';
import type { Database } from 'better-sqlite3';
import BetterSqlite from 'better-sqlite3';
import { adoptReactions } from '../../reactions/parked-reactions.ts';
import { seenIn } from '../../seen-log.ts';
import { adoptDecisions, decisionsIn, unlessOtherForm } from './decisions.ts';
import { fillFromLog } from './fill.ts';
import { bootedAt, madeBy, markMadeBy, sameBootSeconds } from './made-by.ts';
import {
  isTruncated,
  makeAnew,
  openForReading,
  openForWriting,
  openOfAnyVersion,
  removeFile,
} from './open.ts';
import { indexesOf, missingIn, type ReadSide } from './read-side.ts';
import { isLogSeen, isSameLog } from './same-log.ts';
import { sinkOf } from './sink-of.ts';

/** Where a file is built while another one serves. */
const nextPath = (path: string): string => `${path}.next`;

interface Building {
  readonly signal: AbortSignal;
  /** Until then what comes into the log is taken in too; absent: up to its end now. */
  readonly until?: AbortSignal;
  /** Try again what the file before left out. */
  readonly retrySkipped?: boolean;
}

/** SQLite sorts in as much memory again as its cache may have. Sixteen megabytes make an index no sooner than four. */
const cacheForIndexesKibibytes = 4096;

/**
 * Fills empty or begun tables to the end of the log: indexes and the late table last, from what is there then.
 *
 * @param onFilled when every event is in the tables, and the work that takes no log begins
 */
const buildInto = async (
  database: Database,
  store: EventStore,
  side: ReadSide,
  building: Building & { readonly onFilled: () => void },
): Promise<void> => {
  const { late, clock } = side;
  markMadeBy(database, side, false);
  side.prepare(database);
  const built = { judgedAt: clock.now() };
  const projections = side.projections.map((source) => source.on(database, built));
  const onCommitted = (): void => {
    for (const projection of projections) projection.committed?.();
  };
  await fillFromLog(store, sinkOf(database, projections, side), { ...building, onCommitted });
  if (building.signal.aborted) return;
  building.onFilled();
  for (const projection of projections) projection.filled?.();
  database.pragma(`cache_size = ${-cacheForIndexesKibibytes}`);
  database.exec(indexesOf(side));
  await late?.fill(database, store);
  markMadeBy(database, side, true);
};

/**
 * Builds a file beside the one that serves, and goes on where an earlier attempt was cut off.
 *
 * @returns whether it is complete; false when the signal came first
 */
export const buildBeside = async (
  path: string,
  store: EventStore,
  side: ReadSide,
  building: Building,
): Promise<boolean> => {
  const next = nextPath(path);
  if (existsSync(next) && isTruncated(next)) removeFile(next);
  const database = openForWriting(next, side);
  const disk = await openDisk(next).catch((error: unknown) => {
    database.close();
    throw error;
  });
  try {
    const made = madeBy(database);
    const isSound =
      made?.calendar === side.calendar &&
      missingIn(database, side).length === 0 &&
      Math.abs(made.bootedAt - bootedAt()) < sameBootSeconds;
    if (!isSound || building.retrySkipped === true || !(await isSameLog(database, store)))
      makeAnew(database, side);
    if (building.retrySkipped !== true) await adoptDecisionsOf(path, store, database);
    // Nearly every page is new, and goes straight into the file: a write-ahead log would have it written twice.
    database.pragma('journal_mode = TRUNCATE');
    // No sync before the end. A process that is killed loses nothing by it; after a power cut it is begun anew.
    database.pragma('synchronous = OFF');
    await buildInto(database, store, side, { ...building, onFilled: disk.beginSync });
    if (building.signal.aborted) return false;
    adoptFollowersOf(path, database);
    await adoptReactionsOf(path, store, database);
    // What was ordered while it was built.
    if (building.retrySkipped !== true) await adoptDecisionsOf(path, store, database);
    database.close();
    // Without its journal it is the one file that is put in place.
    removeJournal(next);
    await disk.sync();
    return true;
  } finally {
    // Before the other one: whoever closes a file loses the locks that SQLite has on it ("How To Corrupt", 2.2).
    database.close();
    await disk.close();
  }
};

/** What was written without syncs is on the disk before it is put in place. */
interface Disk {
  /** Has the disk begin with what there is: most of it, while indexes are made. */
  readonly beginSync: () => void;
  sync(): Promise<void>;
  close(): Promise<void>;
}

const openDisk = async (path: string): Promise<Disk> => {
  const file: FileHandle = await open(path, 'r+');
  let begun: Promise<void> | undefined;
  return {
    beginSync: () => {
      begun = file.datasync();
      // Told by `sync`: a page that could not be written then may seem to be written by the next one.
      begun.catch(() => {});
    },
    sync: async () => {
      await begun;
      await file.sync();
    },
    close: () => file.close(),
  };
};

/** Nothing stays of what was built beside and not put in place: for who does not go on with it. */
export const removeUnfinished = (path: string): void => removeFile(nextPath(path));

const removeJournal = (path: string): void => rmSync(`${path}-journal`, { force: true });

/** What operators decided holds, whichever version they told: no figure changes by an upgrade. Only of this log. */
const adoptDecisionsOf = async (path: string, store: EventStore, database: Database): Promise<void> => {
  const old = openOfAnyVersion(path);
  if (old === undefined) return;
  try {
    const seen = unlessOtherForm(() => seenIn(old));
    if (seen !== undefined && (await isLogSeen(seen, store))) adoptDecisions(database, decisionsIn(old));
  } finally {
    old.close();
  }
};

/** What could not be given, and what was left out, of whichever version: it is told nowhere else. Only of this log. */
const adoptReactionsOf = async (path: string, store: EventStore, database: Database): Promise<void> => {
  const old = openOfAnyVersion(path);
  if (old === undefined) return;
  try {
    const seen = unlessOtherForm(() => seenIn(old));
    if (seen !== undefined && (await isLogSeen(seen, store))) adoptReactions(database, old);
  } finally {
    old.close();
  }
};

/** Process managers go on where they were, unless another version told where: their checkpoints are no projection. */
const adoptFollowersOf = (path: string, database: Database): void => {
  const old = existsSync(path) && !isTruncated(path) ? openForReading(path) : undefined;
  if (old === undefined) return;
  try {
    const put = database.prepare('INSERT OR REPLACE INTO followers (name, position) VALUES (?, ?)');
    const last = database.prepare<[], number>('SELECT position FROM log').pluck().get() ?? 0;
    // Beyond the end of this log it was another one's.
    for (const { name, position } of old
      .prepare<[], { name: string; position: Position }>('SELECT name, position FROM followers')
      .iterate())
      if (position <= last) put.run(name, position);
  } finally {
    old.close();
  }
};

/**
 * Puts what was built beside in place of the old file. No connection of this process may be open on it.
 *
 * @returns false when another process has the old one open: its write-ahead log would be taken for that of the new one
 */
export const putInPlace = (path: string): boolean => {
  if (existsSync(path) && !emptyWriteAheadLog(path)) return false;
  for (const suffix of ['-wal', '-shm']) if (existsSync(`${path}${suffix}`)) removeFile(`${path}${suffix}`);
  renameSync(nextPath(path), path);
  return true;
};

const emptyWriteAheadLog = (path: string): boolean => {
  try {
    const database = new BetterSqlite(path, { timeout: 0 });
    try {
      return database.pragma('journal_mode = DELETE', { simple: true }) === 'delete';
    } finally {
      database.close();
    }
  } catch (error) {
    if (!(error instanceof BetterSqlite.SqliteError)) throw error;
    // A file that is damaged has nobody who reads it.
    return !error.code.startsWith('SQLITE_BUSY');
  }
};
