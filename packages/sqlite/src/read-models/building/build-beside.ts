import { existsSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { EventStore, Position } from '@phananh/core';
import type { SkippedEvent } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import BetterSqlite from 'better-sqlite3';
import { replaceReactions } from '../../reactions/parked-reactions.ts';
import { seenIn } from '../../seen-log.ts';
import { adoptDecisions, decisionsIn, unlessOtherForm } from './decisions.ts';
import { fillFromLog } from './fill.ts';
import { bootedAt, madeBy, markMadeBy, sameBootSeconds } from './made-by.ts';
import { missingIn } from './made-of.ts';
import {
  isTruncated,
  makeAnew,
  openForReading,
  openForWriting,
  openOfAnyVersion,
  removeFile,
} from './open.ts';
import { indexesOf, type ReadSide } from './read-side.ts';
import { isLogSeen, isSameLog } from './same-log.ts';
import { sinkOf } from './sink-of.ts';

/** The path under which a file of read models is built while the one in place serves. */
export const nextPath = (path: string): string => `${path}.next`;

/** What is taken over from the file that serves when the new one takes its place: people decide, and reactions go on, until then. */
export interface TakeOver {
  /** What is left out there and is tried again in the new file, by {@link nameOf}. Undefined: that file is of another log. */
  readonly tried: readonly string[] | undefined;
}

interface Building {
  readonly signal: AbortSignal;
  /** Until it is aborted, events that come into the log are taken in too. Absent: those that are in the log now. */
  readonly until?: AbortSignal;
  /** Apply also the events that the file in place leaves out by somebody's decision. */
  readonly retrySkipped?: boolean;
  /** Told up to where events are in the new tables, after each transaction and when they all are. */
  readonly onProgress?: (progress: BuildProgress) => void;
}

export interface BuildProgress {
  readonly phase: 'reading' | 'finishing';
  readonly position: Position | null;
}

/** `CREATE INDEX` sorts in as much memory as the page cache may have, beside it. With sixteen megabytes it is no faster than with four. */
const cacheForIndexesKibibytes = 4096;

/**
 * Fills tables, empty or partly filled, to the end of the log. Then it makes the indexes, and fills the late table from the subjects.
 *
 * @param building `onFilled` is called when every event is in the tables and the log is not read any more
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
  const projections = side.projections.map((source) => source.on(database, store, built));
  const sink = sinkOf(database, projections, side);
  const { onProgress = () => {} } = building;
  const onCommitted = (): void => {
    for (const projection of projections) projection.committed?.();
    onProgress({ phase: 'reading', position: sink.position() ?? null });
  };
  await fillFromLog(store, sink, { ...building, onCommitted });
  if (building.signal.aborted) return;
  onProgress({ phase: 'finishing', position: sink.position() ?? null });
  building.onFilled();
  for (const projection of projections) projection.filled?.();
  database.pragma(`cache_size = ${-cacheForIndexesKibibytes}`);
  database.exec(indexesOf(side));
  await late?.fill(database, store);
  markMadeBy(database, side, true);
};

/**
 * Builds a file beside the one that serves. What an earlier attempt left unfinished is completed, if it is of this log and this version.
 *
 * @returns what {@link putInPlace} is to take over of a file that is complete; undefined when the signal was aborted first
 */
export const buildBeside = async (
  path: string,
  store: EventStore,
  side: ReadSide,
  building: Building,
): Promise<TakeOver | undefined> => {
  const next = nextPath(path);
  // What was left out before is tried again; what somebody leaves out from now on is not.
  const tried = building.retrySkipped === true ? leftOutIn(path) : [];
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
    // Nearly every page is new. With a rollback journal SQLite writes it once, into the file; with a write-ahead log, twice.
    database.pragma('journal_mode = TRUNCATE');
    // No `fsync` before the end: what a killed process wrote is in the memory of the system. After a power cut the file is built anew,
    // which `bootedAt` tells.
    database.pragma('synchronous = OFF');
    await buildInto(database, store, side, { ...building, onFilled: disk.beginSync });
    if (building.signal.aborted) return undefined;
    adoptFollowersOf(path, database);
    // Those that are not left out: a process that ends before the file is in place finds them there.
    const isOfThisLog = await isFileOf(path, store);
    if (isOfThisLog) takeOver(path, database, tried);
    database.close();
    // The journal would belong to the old name: only the file itself is renamed.
    removeJournal(next);
    await disk.sync();
    return { tried: isOfThisLog ? tried : undefined };
  } finally {
    // Before `disk`: POSIX takes all locks of a process on a file when any of its descriptors is closed ("How To Corrupt An SQLite
    // Database File", 2.2).
    database.close();
    await disk.close();
  }
};

/** Syncs a file that SQLite wrote with `synchronous = OFF`, before it is put in place. */
interface Disk {
  /** Begins a sync of what is written so far, which goes on while indexes are made. */
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
      // `sync` awaits it and throws: after an `fsync` that failed the next one may succeed although pages are lost.
      begun.catch(() => {});
    },
    sync: async () => {
      await begun;
      await file.sync();
    },
    close: () => file.close(),
  };
};

/** Deletes what was built beside and not put in place, for callers that will not complete it. */
export const removeUnfinished = (path: string): void => removeFile(nextPath(path));

const removeJournal = (path: string): void => rmSync(`${path}-journal`, { force: true });

/** Whether there is a file in place, of whatever version, that is of this log. */
const isFileOf = async (path: string, store: EventStore): Promise<boolean> => {
  const old = openOfAnyVersion(path);
  if (old === undefined) return false;
  try {
    const seen = unlessOtherForm(() => seenIn(old));
    return seen !== undefined && (await isLogSeen(seen, store));
  } finally {
    old.close();
  }
};

/** Takes over what operators decided about parked streams from the file in place, of whatever version, if that file is of this log. */
const adoptDecisionsOf = async (path: string, store: EventStore, database: Database): Promise<void> => {
  if (await isFileOf(path, store)) takeOverDecisions(path, database, []);
};

/** By what one knows again what somebody left out, however long the clock stands still: once it was tried, it may be left out again. */
const nameOf = ({ projection, stream, revision, skippedAt }: SkippedEvent): string =>
  JSON.stringify([projection, stream, revision, skippedAt]);

/** What is left out in the file in place. */
const leftOutIn = (path: string): readonly string[] => {
  const old = openOfAnyVersion(path);
  if (old === undefined) return [];
  try {
    return decisionsIn(old).skipped.map(nameOf);
  } finally {
    old.close();
  }
};

const takeOverDecisions = (path: string, database: Database, tried: readonly string[]): void => {
  const old = openOfAnyVersion(path);
  if (old === undefined) return;
  try {
    const { skipped, orders } = decisionsIn(old);
    adoptDecisions(database, {
      skipped: skipped.filter((one) => !tried.includes(nameOf(one))),
      orders,
    });
  } finally {
    old.close();
  }
};

/** Takes over decisions, parked reactions and those that were left out, which only the file in place knows, as they are now. */
const takeOver = (path: string, database: Database, tried: readonly string[]): void => {
  takeOverDecisions(path, database, tried);
  const old = openOfAnyVersion(path);
  if (old === undefined) return;
  try {
    replaceReactions(database, old);
  } finally {
    old.close();
  }
};

/** Takes over the checkpoints of process managers from a file of today's version: they cannot be computed from the log. */
const adoptFollowersOf = (path: string, database: Database): void => {
  const old = existsSync(path) && !isTruncated(path) ? openForReading(path) : undefined;
  if (old === undefined) return;
  try {
    const put = database.prepare('INSERT OR REPLACE INTO followers (name, position) VALUES (?, ?)');
    const last = database.prepare<[], number>('SELECT position FROM log').pluck().get() ?? 0;
    // A position beyond the end of this log was of another log.
    for (const { name, position } of old
      .prepare<[], { name: string; position: Position }>('SELECT name, position FROM followers')
      .iterate())
      if (position <= last) put.run(name, position);
  } finally {
    old.close();
  }
};

/** The same once more, when nobody writes to the file in place any more. Whoever did so since the new one was complete is heard. */
const takeOverLast = (path: string, tried: readonly string[]): void => {
  const database = new BetterSqlite(nextPath(path));
  try {
    adoptFollowersOf(path, database);
    takeOver(path, database, tried);
  } finally {
    database.close();
  }
};

/**
 * Renames the file that was built beside to the one that serves. This process may have no connection to the old file.
 *
 * @returns false when another process has the old file open: SQLite would take the write-ahead log of the old file for that of the new
 */
export const putInPlace = (path: string, { tried }: TakeOver): boolean => {
  if (existsSync(path) && !emptyWriteAheadLog(path)) return false;
  if (tried !== undefined) takeOverLast(path, tried);
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
    // Of a damaged file nobody can have a connection that reads it.
    return !error.code.startsWith('SQLITE_BUSY');
  }
};
