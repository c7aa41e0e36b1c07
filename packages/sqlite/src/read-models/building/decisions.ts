import { type ParkedStream, type SkippedEvent, skippedEventsTable } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import BetterSqlite from 'better-sqlite3';
import { skippedEvents } from './skipped-events.ts';
import { rowWriter } from './write-rows.ts';

/** What somebody decided about parked streams: what is left out, and what is to be done. */
interface Decisions {
  readonly skipped: readonly SkippedEvent[];
  readonly orders: readonly (Pick<ParkedStream, 'projection' | 'stream'> & {
    readonly reason: string | null;
  })[];
}

/** What is in a file, of whatever version: each table as far as it has it in the form of today. */
export const decisionsIn = (old: Database): Decisions => ({
  skipped: unlessOtherForm(() => skippedEvents(old)()) ?? [],
  orders:
    unlessOtherForm(() =>
      old
        .prepare<[], Decisions['orders'][number]>('SELECT projection, stream, reason FROM parked_orders')
        .all(),
    ) ?? [],
});

/** Undefined where a file has a table or a column not, or not in this form. */
export const unlessOtherForm = <Found>(read: () => Found): Found | undefined => {
  try {
    return read();
  } catch (error) {
    if (error instanceof BetterSqlite.SqliteError && error.code === 'SQLITE_ERROR') return undefined;
    throw error;
  }
};

/** Takes over what the file before, of the same log, was told and left out. */
export const adoptDecisions = (database: Database, { skipped, orders }: Decisions): void => {
  const skip = rowWriter(database, skippedEventsTable);
  const put = database.prepare(
    'INSERT OR IGNORE INTO parked_orders (projection, stream, reason) VALUES (?, ?, ?)',
  );
  const isParked = database
    .prepare<[string, string, number], number>(
      'SELECT 1 FROM parked WHERE projection = ? AND stream = ? AND revision = ?',
    )
    .pluck();
  database.transaction(() => {
    for (const one of skipped) {
      const { projection, stream, revision, reason } = one;
      // What was built before the decision has parked the stream.
      if (isParked.get(projection, stream, revision) === undefined) skip(one);
      else put.run(projection, stream, reason);
    }
    for (const { projection, stream, reason } of orders) put.run(projection, stream, reason);
  })();
};
