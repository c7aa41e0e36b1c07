import type { IndexedTimer, TimerIndex } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';

const columns = 'stream, revision, key, at, command';

/** The pending timers as the projection left them. */
export const timerIndexOf = (database: Database): TimerIndex => {
  // To a stream that was deleted no command can be given.
  const live = 'stream NOT IN (SELECT stream FROM deleted_streams)';
  const due = database.prepare<[string, number], IndexedTimer>(
    `SELECT ${columns} FROM timers WHERE at <= ? AND ${live} ORDER BY at, stream LIMIT ?`,
  );
  const dueAfter = database.prepare<[string, string, string, number], IndexedTimer>(
    `SELECT ${columns} FROM timers WHERE at <= ? AND (at, stream) > (?, ?) AND ${live} ORDER BY at, stream LIMIT ?`,
  );
  const next = database
    .prepare<[], string>(`SELECT at FROM timers WHERE ${live} ORDER BY at LIMIT 1`)
    .pluck();
  return {
    due: (at, { limit, after }) =>
      after === undefined ? due.all(at, limit) : dueAfter.all(at, after.at, after.stream, limit),
    next: () => next.get() ?? undefined,
  };
};
