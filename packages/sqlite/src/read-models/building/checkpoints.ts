import type { Position } from '@phananh/core';
import type { CheckpointStore } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';

/** How far process managers, which follow the log beside the projections, have come. */
export const checkpointsOf = (database: Database): CheckpointStore => {
  const find = database.prepare<[string], Position>('SELECT position FROM followers WHERE name = ?').pluck();
  const put = database.prepare('INSERT OR REPLACE INTO followers (name, position) VALUES (?, ?)');
  return {
    load: async (name) => find.get(name),
    save: async (name, position) => {
      put.run(name, position);
    },
  };
};
