import { statSync } from 'node:fs';
import { ReadModelsBusy } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';

/** The size of the write-ahead log beside a file; 0 where there is none. */
export const writeAheadLogBytes = ({ memory, name }: Pick<Database, 'memory' | 'name'>): number =>
  memory ? 0 : (statSync(`${name}-wal`, { throwIfNoEntry: false })?.size ?? 0);

export interface WriteAheadLogLimits {
  /** From which size on the log is emptied, although others have to be waited for. */
  readonly mostBytes: number;
  /** How long it is before that is tried again. */
  readonly pauseMilliseconds: number;
  /** How long readers are waited for. Nothing is applied meanwhile. */
  readonly waitMilliseconds: number;
}

const defaults: WriteAheadLogLimits = {
  mostBytes: 64 * 1024 * 1024,
  pauseMilliseconds: 10_000,
  waitMilliseconds: 500,
};

/** From which size of the log on nobody begins a long read: those that run end, and then it can be emptied. */
export const mostLogBytesForLongReads = 256 * 1024 * 1024;

/** @throws {@link ReadModelsBusy} when the log has grown so long that long reads have to wait until it was emptied */
export const demandShortLog = (bytes: number, most: number): void => {
  if (bytes > most)
    throw new ReadModelsBusy('long reads wait until the write-ahead log of the read models was emptied');
};

/**
 * Keeps the write-ahead log of a connection that writes from growing without bound. SQLite empties it when nobody reads an older state; from
 * a size on those who read one now are waited for.
 *
 * @returns to be called after a commit
 */
export const boundWriteAheadLog = (
  database: Database,
  { mostBytes, pauseMilliseconds, waitMilliseconds }: WriteAheadLogLimits = defaults,
): ((now: number) => void) => {
  // What it grew to beyond that is given back when it begins anew.
  database.pragma(`journal_size_limit = ${mostBytes}`);
  let next = 0;
  return (now) => {
    if (now < next || writeAheadLogBytes(database) <= mostBytes) return;
    const usual = database.pragma('busy_timeout', { simple: true });
    database.pragma(`busy_timeout = ${waitMilliseconds}`);
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.pragma(`busy_timeout = ${usual}`);
    if (writeAheadLogBytes(database) > mostBytes) next = now + pauseMilliseconds;
  };
};
