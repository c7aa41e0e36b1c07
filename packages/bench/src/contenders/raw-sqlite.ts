import { join } from 'node:path';
import { memoryEventStore } from '@phananh/core/testing';
import { sqliteEventStore } from '@phananh/sqlite';
import Database from 'better-sqlite3';
import { type LifecycleStep, lifecycle, type OpenContender, synchronousName } from '../runner/contender.ts';
import { contenderOver } from './phananh.ts';

/**
 * The ceiling: better-sqlite3 alone on the same schema. It decides nothing and checks nothing; it writes rows of the same
 * size as ours, each in a transaction of its own, on the thread that asks.
 */
export const open: OpenContender = async (directory) => {
  const path = join(directory, 'raw.db');
  await sqliteEventStore(path).close();
  const rows = await rowsOfOneReport(path);
  const database = new Database(path);
  database.pragma('synchronous = FULL');
  const insert = database.prepare(
    `INSERT INTO events (stream, revision, id, type, version, data, metadata, recorded_at)
     VALUES (?, ?, randomblob(16), ?, 1, ?, ?, ?)`,
  );
  return {
    async give(report, step) {
      const { data, metadata } = rows[step];
      const stream = `report-019f1c3b-526f-7d0a-8f64-${String(report).padStart(12, '0')}`;
      insert.run(stream, lifecycle.indexOf(step), step, data, metadata, '2026-03-02T02:00:00.000Z');
    },
    async durability() {
      const setting = (name: string) => database.pragma(name, { simple: true });
      return {
        journalMode: String(setting('journal_mode')),
        synchronous: synchronousName(setting('synchronous')),
      };
    },
    async close() {
      database.close();
    },
  };
};

interface Row {
  readonly data: string;
  readonly metadata: string;
}

const rowsOfOneReport = async (path: string): Promise<{ readonly [Step in LifecycleStep]: Row }> => {
  const store = memoryEventStore();
  const contender = await contenderOver(store, path);
  for (const step of lifecycle) await contender.give(1, step);
  const rows: Row[] = [];
  for await (const { data, metadata } of store.readAll({ streamPrefix: 'report-' })) {
    const { recordedAt: _, ...kept } = metadata;
    rows.push({ data: JSON.stringify(data), metadata: JSON.stringify(kept) });
  }
  const rowOf = (step: LifecycleStep): Row => {
    const row = rows[lifecycle.indexOf(step)];
    if (row === undefined) throw new TypeError(`${step} made no event`);
    return row;
  };
  return {
    submit: rowOf('submit'),
    verify: rowOf('verify'),
    assign: rowOf('assign'),
    accept: rowOf('accept'),
    resolve: rowOf('resolve'),
    publish: rowOf('publish'),
  };
};
