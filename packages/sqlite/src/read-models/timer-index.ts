import type { DueTimer, TimerIndex } from '@phananh/core';
import type { Database } from 'better-sqlite3';

type StoredTimer = Omit<DueTimer, 'input'> & { readonly input: string };

/** The pending timers as the projection left them. */
export const timerIndexOf = (database: Database): TimerIndex => {
  const due = database.prepare<[string, number], StoredTimer>(
    `SELECT workflow, id, key, at, command, input, revision FROM timers
     WHERE at <= ? ORDER BY at, workflow, id LIMIT ?`,
  );
  const next = database.prepare<[], string | null>('SELECT min(at) FROM timers').pluck();
  return {
    due: (at, limit) => due.all(at, limit).map((row) => ({ ...row, input: JSON.parse(row.input) })),
    next: () => next.get() ?? undefined,
  };
};
