import { copyFileSync } from 'node:fs';
import { eventStoreConformance } from '@phananh/core/testing/conformance';
import { newEvent } from '@phananh/test-support/new-event';
import { temporaryFiles } from '@phananh/test-support/temporary';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { checksumOf } from '../../../src/event-store/checksum.ts';
import { applyMigrations, migrations } from '../../../src/event-store/schema.ts';
import { openSqliteEventStore } from '../../../src/event-store/sqlite-event-store.ts';
import { eventIds } from '../../../src/event-store/writer/event-ids.ts';
import { sqliteEventStore } from '../../../src/index.ts';

const nextFile = temporaryFiles();
const idsPerRun = 3;

eventStoreConformance(() => openSqliteEventStore(nextFile(), {}, { idsPerRun }), {
  name: 'the store in SQLite whose ids go into their table after every third event',
  longLogs: false,
});

const tableOf = (path: string): { readonly ids: number; readonly indexed: number } => {
  const database = new Database(path, { readonly: true });
  const one = (sql: string) => Number(database.prepare(sql).pluck().get());
  const found = {
    ids: one('SELECT count(*) FROM event_ids'),
    indexed: one('SELECT position FROM indexed_events'),
  };
  database.close();
  return found;
};

const events = (count: number) => Array.from({ length: count }, (_, number) => newEvent({ number }));

describe('the ids of events', () => {
  it('are all in their table after the store was closed', async () => {
    const path = nextFile();
    const store = sqliteEventStore(path);
    await store.append('stream', events(10), { expectedRevision: 'any' });
    await store.close();
    expect(tableOf(path)).toEqual({ ids: 10, indexed: 10 });
  });

  it('are known after a crash, whether they were in the table or not', async () => {
    const path = nextFile();
    const store = openSqliteEventStore(path, {}, { idsPerRun: 400 });
    const all = events(700);
    for (let from = 0; from < all.length; from += 50)
      await store.append('stream', all.slice(from, from + 50), {
        expectedRevision: from === 0 ? 'no-stream' : from - 1,
      });
    // What is on the disk while the store is open is what a crash would leave.
    const left = nextFile();
    for (const part of ['', '-wal']) copyFileSync(path + part, left + part);
    await store.close();
    const { ids } = tableOf(left);
    expect([ids > 0, ids < 700]).toEqual([true, true]);

    const again = sqliteEventStore(left);
    for (const [revision, event] of all.entries()) {
      const repeated = await again.append('stream', [event], { expectedRevision: 'any' });
      expect(repeated.revision).toBe(revision);
      await expect(again.append('other', [event], { expectedRevision: 'any' })).rejects.toMatchObject({
        code: 'event-id-conflict',
      });
    }
    await again.close();
    expect(tableOf(left)).toEqual({ ids: 700, indexed: 700 });
  });

  it('are known while a run of them is half in the table, in this process and the next', () => {
    const path = nextFile();
    const database = new Database(path);
    applyMigrations(database, 0, () => {});
    const insert = database.prepare(
      "INSERT INTO events (stream, revision, id, type, version, data, metadata, recorded_at, checksum) VALUES ('stream', ?, unhex(?), 'happened', 1, '{}', '{}', '', ?)",
    );
    const ids = eventIds(database, { idsPerRun: 600 });
    const all = events(600).map(({ id }) => id);
    database.transaction(() => {
      for (const [revision, id] of all.entries()) {
        const hex = id.replaceAll('-', '');
        const sum = checksumOf([revision + 1, 'stream', revision, hex, 'happened', 1, '{}', '{}', '']);
        ids.note(id, Number(insert.run(revision, hex, sum).lastInsertRowid));
      }
    })();
    ids.committed();
    ids.settle(1);
    expect(tableOf(path)).toEqual({ ids: 256, indexed: 0 });
    for (const now of [ids, eventIds(database)]) {
      expect(all.map((id) => now.find(id)?.revision)).toEqual(all.map((_, revision) => revision));
    }
    database.close();
  });

  it('of a group that was rolled back are not known', () => {
    const path = nextFile();
    const database = new Database(path);
    applyMigrations(database, 0, () => {});
    const ids = eventIds(database);
    ids.note('019f1c3b-526f-7d0a-8f64-7b1d2c0a5e11', 1);
    ids.rolledBack();
    ids.settleAll();
    expect(tableOf(path).ids).toBe(0);
    database.close();
  });
});

it('a store of the first schema keeps its events, positions and ids', async () => {
  const path = nextFile();
  await sqliteEventStore(path).close();
  const [first = ''] = migrations;
  const old = new Database(path);
  for (const table of [
    'events',
    'event_ids',
    'indexed_events',
    'missing_positions',
    'checked',
    'stream_ends',
  ])
    old.exec(`DROP TABLE ${table}`);
  old.exec('DELETE FROM sqlite_sequence');
  old.exec(String(first));
  const all = events(5);
  const insert = old.prepare(
    "INSERT INTO events (position, stream, revision, id, type, version, data, metadata, recorded_at) VALUES (?, 'stream', ?, unhex(?, '-'), ?, 1, ?, ?, '2026-11-23T08:30:00.000Z')",
  );
  for (const [revision, { id, type, data, metadata }] of all.entries()) {
    insert.run(revision * 2 + 1, revision, id, type, JSON.stringify(data), JSON.stringify(metadata));
  }
  // The position of an event that somebody deleted past the trigger is not given out again.
  old.exec("UPDATE sqlite_sequence SET seq = 50 WHERE name = 'events'");
  old.pragma('user_version = 1');
  old.close();

  const store = sqliteEventStore(path);
  const found = await Array.fromAsync(store.readAll());
  expect(found.map(({ id, position }) => [id, position])).toEqual(all.map(({ id }, n) => [id, n * 2 + 1]));
  for (const [revision, event] of all.entries()) {
    expect(await store.append('stream', [event], { expectedRevision: 'any' })).toEqual({
      revision,
      position: revision * 2 + 1,
    });
  }
  expect(await store.append('stream', events(1), { expectedRevision: 4 })).toEqual({
    revision: 5,
    position: 51,
  });
  await store.close();
});
