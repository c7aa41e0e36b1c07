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

/** Seconds since the Unix epoch. */
export const bootedAt = (): number => Math.round(Date.now() / 1000 - uptime());

/** The two ways to tell the time that the boot is computed from differ a little. */
export const sameBootSeconds = 120;
