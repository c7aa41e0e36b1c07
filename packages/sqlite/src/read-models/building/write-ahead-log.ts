import { statSync } from 'node:fs';
import { ReadModelsBusy } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';

/** Bytes of the write-ahead log beside a file; 0 where there is none. */
export const writeAheadLogBytes = ({ memory, name }: Pick<Database, 'memory' | 'name'>): number =>
  memory ? 0 : (statSync(`${name}-wal`, { throwIfNoEntry: false })?.size ?? 0);

export interface WriteAheadLogLimits {
  /** From this size on the log is emptied even if readers have to be waited for. */
  readonly mostBytes: number;
  /** Pause before emptying is tried again, when a reader did not end in time. */
  readonly pauseMilliseconds: number;
  /** How long readers are waited for. No event is applied meanwhile. */
  readonly waitMilliseconds: number;
}

const defaults: WriteAheadLogLimits = {
  mostBytes: 64 * 1024 * 1024,
  pauseMilliseconds: 10_000,
  waitMilliseconds: 500,
};

/** From this size on no long read begins: when those that run have ended, the log can be emptied. */
export const mostLogBytesForLongReads = 256 * 1024 * 1024;

/** @throws {@link ReadModelsBusy} when the log has grown so long that long reads have to wait until it was emptied */
export const demandShortLog = (bytes: number, most: number): void => {
  if (bytes > most)
    throw new ReadModelsBusy('long reads wait until the write-ahead log of the read models was emptied');
};

/**
 * Keeps the write-ahead log from growing without bound. SQLite can begin it anew only when no connection reads an older state from it. When
 * it has grown too long, `wal_checkpoint(TRUNCATE)` waits for such readers.
 *
 * @returns a function to be called after each commit, with milliseconds of a clock that never goes back, and whether what was in the log must
 *   not stay there: it is emptied then whatever its size, now or as soon as readers let it
 */
export const boundWriteAheadLog = (
  database: Database,
  { mostBytes, pauseMilliseconds, waitMilliseconds }: WriteAheadLogLimits = defaults,
): ((now: number, mustEmpty?: boolean) => void) => {
  // SQLite cuts the file of the log down to this when it begins it anew.
  database.pragma(`journal_size_limit = ${mostBytes}`);
  let next = 0;
  let most = mostBytes;
  return (now, mustEmpty = false) => {
    if (mustEmpty) {
      most = 0;
      next = 0;
    }
    if (now < next || writeAheadLogBytes(database) <= most) return;
    const usual = database.pragma('busy_timeout', { simple: true });
    database.pragma(`busy_timeout = ${waitMilliseconds}`);
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.pragma(`busy_timeout = ${usual}`);
    if (writeAheadLogBytes(database) > most) next = now + pauseMilliseconds;
    else most = mostBytes;
  };
};
