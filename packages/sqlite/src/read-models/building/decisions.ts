import { type ParkedStream, type SkippedEvent, skippedEventsTable } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import BetterSqlite from 'better-sqlite3';
import { skippedEvents } from './skipped-events.ts';
import { rowWriter } from './write-rows.ts';

/** What operators decided about parked streams: which events are left out, and what is still to be carried out. */
interface Decisions {
  readonly skipped: readonly SkippedEvent[];
  readonly orders: readonly (Pick<ParkedStream, 'projection' | 'stream'> & {
    readonly reason: string | null;
  })[];
}

/** The decisions in a file of whatever version. A table that it lacks, or has with other columns, counts as empty. */
export const decisionsIn = (old: Database): Decisions => ({
  skipped: unlessOtherForm(() => skippedEvents(old)()) ?? [],
  orders:
    unlessOtherForm(() =>
      old
        .prepare<[], Decisions['orders'][number]>('SELECT projection, stream, reason FROM parked_orders')
        .all(),
    ) ?? [],
});

/** What `read` gives; undefined where the file lacks a table or a column that it asks for (`SQLITE_ERROR`). */
export const unlessOtherForm = <Found>(read: () => Found): Found | undefined => {
  try {
    return read();
  } catch (error) {
    if (error instanceof BetterSqlite.SqliteError && error.code === 'SQLITE_ERROR') return undefined;
    throw error;
  }
};

/** Writes the decisions of the file in place, which is of the same log, into a new one. */
export const adoptDecisions = (database: Database, { skipped, orders }: Decisions): void => {
  const skip = rowWriter(database, skippedEventsTable);
  const put = database.prepare(
    'INSERT OR IGNORE INTO parked_orders (projection, stream, reason) VALUES (?, ?, ?)',
  );
  const putLater = database.prepare(
    'INSERT OR REPLACE INTO parked_orders (projection, stream, reason) VALUES (?, ?, ?)',
  );
  const isParked = database
    .prepare<[string, string, number], number>(
      'SELECT 1 FROM parked WHERE projection = ? AND stream = ? AND revision = ?',
    )
    .pluck();
  database.transaction(() => {
    for (const one of skipped) {
      const { projection, stream, revision, reason } = one;
      // The new file has parked the stream already, where it passed the event before this decision was known: it is carried out later.
      if (isParked.get(projection, stream, revision) === undefined) skip(one);
      else put.run(projection, stream, reason);
    }
    for (const { projection, stream, reason } of orders) putLater.run(projection, stream, reason);
  })();
};
