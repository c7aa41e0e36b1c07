import { uptime } from 'node:os';
import type { Database } from 'better-sqlite3';
import type { ReadSide } from './read-side.ts';

export const madeBy = (database: Database) =>
  database
    .prepare<[], { readonly calendar: string; readonly complete: number; readonly bootedAt: number }>(
      'SELECT calendar, complete, booted_at AS bootedAt FROM made_by',
    )
    .get();

export const markMadeBy = (database: Database, { calendar }: ReadSide, complete: boolean): void => {
  database
    .prepare('INSERT OR REPLACE INTO made_by (only_row, calendar, complete, booted_at) VALUES (1, ?, ?, ?)')
    .run(calendar, Number(complete), bootedAt());
};

/** When the machine was started, in seconds since the Unix epoch. A file that was not synced is trusted only within one boot. */
export const bootedAt = (): number => Math.round(Date.now() / 1000 - uptime());

/** Two computations of `bootedAt` within one boot differ by less: the clock may be set meanwhile, and `uptime` is not rounded as it is. */
export const sameBootSeconds = 120;
