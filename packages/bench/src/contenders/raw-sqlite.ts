import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { memoryEventStore } from '@phananh/core/testing';
import { sqliteEventStore } from '@phananh/sqlite';
import Database from 'better-sqlite3';
import { type LifecycleStep, lifecycle, type OpenContender, synchronousName } from '../runner/contender.ts';
import { contenderOver } from './phananh.ts';

/**
 * The ceiling: better-sqlite3 alone on the same schema. It decides nothing and checks nothing; it writes rows of the same
 * size as ours with their checksums, and where the stream ends, each event in a transaction of its own, on the thread that asks.
 * Ids it does not gather in `event_ids`, which ours writes many at a time.
 */
export const open: OpenContender = async (directory) => {
  const path = join(directory, 'raw.db');
  await sqliteEventStore(path).close();
  const rows = await rowsOfOneReport(path);
  const database = new Database(path);
  database.pragma('synchronous = FULL');
  const insert = database.prepare(
    `INSERT INTO events (position, stream, revision, id, type, version, data, metadata, recorded_at, checksum)
     VALUES (?, ?, ?, unhex(?), ?, 1, ?, ?, ?, ?)`,
  );
  const begin = database.prepare('INSERT INTO stream_ends (stream, revision, checksum) VALUES (?, ?, ?)');
  const move = database.prepare('UPDATE stream_ends SET revision = ?, checksum = ? WHERE stream = ?');
  let position = 0;
  const append = database.transaction((stream: string, step: LifecycleStep) => {
    const { data, metadata } = rows[step];
    const revision = lifecycle.indexOf(step);
    const id = randomBytes(16).toString('hex');
    position += 1;
    // As the store's own checksums: CRC-32 of a line for each column.
    const checksum = crc32(
      `${position}\n${stream}\n${revision}\n${id}\n${step}\n1\n${recordedAt}\n${data}\n${metadata}`,
    );
    insert.run(position, stream, revision, id, step, data, metadata, recordedAt, checksum);
    const ofEnd = crc32(`${stream}\n${revision}`);
    if (revision === 0) begin.run(stream, revision, ofEnd);
    else move.run(revision, ofEnd, stream);
  });
  return {
    async give(report, step) {
      append.immediate(`report-019f1c3b-526f-7d0a-8f64-${String(report).padStart(12, '0')}`, step);
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

const recordedAt = '2026-03-02T02:00:00.000Z';

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
