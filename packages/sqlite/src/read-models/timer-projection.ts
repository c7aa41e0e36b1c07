import { type EventStore, type NextTimer, nextTimersIn, type Timed } from '@phananh/core';
import type { Database } from 'better-sqlite3';
import type { Projection } from './case-projection.ts';

/** What timers are computed from, beside the log. */
export interface TimerSource {
  readonly timed: readonly Timed[];
  /** Tells rules, rungs and calendars: when it is another, what is pending is computed again from the log. */
  readonly fingerprint: string;
}

/** Events → rows of `timers`: what each stream has pending, and when first. */
export const timerProjection = (
  database: Database,
  { timed, fingerprint }: TimerSource,
  store: EventStore,
): Projection => {
  const name = 'timers';
  demandFingerprint(database, name, fingerprint);
  const nextTimers = nextTimersIn(store, timed);
  const put = database.prepare(
    'INSERT OR REPLACE INTO timers (stream, revision, key, at, command) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM timers WHERE stream = ?');
  let prepared: readonly NextTimer[] = [];
  return {
    name,
    prepare: async (events) => {
      prepared = await nextTimers(events);
    },
    apply: () => {
      for (const { stream, revision, timer } of prepared) {
        if (timer === undefined) remove.run(stream);
        else put.run(stream, revision, timer.key, timer.at, timer.command);
      }
    },
  };
};

/** Empties the table, and forgets how far it came, when it was computed by other rules. */
const demandFingerprint = (database: Database, name: string, fingerprint: string): void => {
  database.transaction(() => {
    const known = database.prepare<[], string>('SELECT fingerprint FROM timer_rules').pluck().get();
    if (known === fingerprint) return;
    database.exec('DELETE FROM timers');
    database.prepare('DELETE FROM projections WHERE name = ?').run(name);
    database
      .prepare('INSERT OR REPLACE INTO timer_rules (only_row, fingerprint) VALUES (1, ?)')
      .run(fingerprint);
  })();
};
