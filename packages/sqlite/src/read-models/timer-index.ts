import type { IndexedTimer, TimerIndex } from '@phananh/core';
import type { Database } from 'better-sqlite3';

const columns = 'stream, revision, key, at, command';

/** The pending timers as the projection left them. */
export const timerIndexOf = (database: Database): TimerIndex => {
  const due = database.prepare<[string, number], IndexedTimer>(
    `SELECT ${columns} FROM timers WHERE at <= ? ORDER BY at, stream LIMIT ?`,
  );
  const dueAfter = database.prepare<[string, string, string, number], IndexedTimer>(
    `SELECT ${columns} FROM timers WHERE at <= ? AND (at, stream) > (?, ?) ORDER BY at, stream LIMIT ?`,
  );
  const next = database.prepare<[], string | null>('SELECT min(at) FROM timers').pluck();
  return {
    due: (at, { limit, after }) =>
      after === undefined ? due.all(at, limit) : dueAfter.all(at, after.at, after.stream, limit),
    next: () => next.get() ?? undefined,
  };
};
