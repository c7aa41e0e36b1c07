import { copyFileSync } from 'node:fs';
import { newEvents } from '@phananh/test-support/new-event';
import { temporaryFiles } from '@phananh/test-support/temporary';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { checkStoreFile } from '../../../src/event-store/check-file.ts';
import { applyMigrations } from '../../../src/event-store/schema.ts';
import { sqliteEventStore } from '../../../src/index.ts';

const nextFile = temporaryFiles();
const any = { expectedRevision: 'any' } as const;

const change = (path: string, sql: string): void => {
  const database = new Database(path);
  database.exec(sql);
  database.close();
};
const damage = (path: string, position: number): void =>
  change(
    path,
    `DROP TRIGGER events_are_never_changed; UPDATE events SET data = '{"other":1}' WHERE position = ${position}`,
  );
const checkedIn = (path: string): unknown => {
  const database = new Database(path, { readonly: true });
  const row = database.prepare('SELECT position, ended_cleanly AS clean FROM checked').get();
  database.close();
  return row;
};

const storeOf = async (events: number): Promise<string> => {
  const path = nextFile();
  const store = sqliteEventStore(path);
  for (let count = 0; count < events; count += 500)
    await store.append(`stream-${count}`, newEvents(Math.min(500, events - count)), any);
  await store.close();
  return path;
};

/** What a process that is killed leaves. */
const killed = async (path: string): Promise<string> => {
  const store = sqliteEventStore(path);
  await store.append('last', newEvents(1), any);
  const left = nextFile();
  for (const part of ['', '-wal']) copyFileSync(path + part, left + part);
  await store.close();
  return left;
};

describe('a start', () => {
  it.each<[string, string]>([
    ['damaged', `UPDATE events SET data = '{"other":1}' WHERE position = 3`],
    ['missing', 'DELETE FROM events WHERE position = 3'],
  ])('an event among the last that is %s is told, and holds up its stream alone', async (_, sql) => {
    const left = await killed(await storeOf(5));
    change(left, `DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_deleted; ${sql}`);
    for (let start = 0; start < 2; start++) {
      const store = sqliteEventStore(left);
      await store.append('others', newEvents(1), any);
      await vi.waitFor(
        async () =>
          expect(await store.health()).toMatchObject({
            failure: { code: 'store-corrupt', details: { position: 3 } },
          }),
        { timeout: 20_000 },
      );
      await expect(Array.fromAsync(store.readStream('stream-0'))).rejects.toMatchObject({
        code: 'store-corrupt',
      });
      expect(await Array.fromAsync(store.readStream('others'))).toHaveLength(start + 1);
      await store.close();
      // Nobody has found it sound.
      expect(checkedIn(left)).not.toMatchObject({ clean: 1 });
    }
  });

  it('refuses a log that lost its own end', async () => {
    const left = await killed(await storeOf(5));
    change(left, 'DROP TRIGGER events_are_never_deleted; DELETE FROM events WHERE position = 6');
    expect(() => sqliteEventStore(left)).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
  });

  it('looks no further than what was written since after a clean end', async () => {
    const path = await storeOf(5);
    expect(checkedIn(path)).toEqual({ position: 5, clean: 1 });
    const store = sqliteEventStore(path);
    await store.append('more', newEvents(2), any);
    await store.close();
    expect(checkedIn(path)).toEqual({ position: 7, clean: 1 });
    damage(path, 3);
    const again = sqliteEventStore(path);
    expect(await again.health()).toEqual({});
    await again.close();
  });

  it('looks through more than it can wait for in a thread, and says so meanwhile', async () => {
    const path = await storeOf(3_000);
    change(path, 'UPDATE checked SET position = 0');
    const store = sqliteEventStore(path);
    expect(await store.health()).toEqual({ check: { position: 0, of: 3_000 } });
    await vi.waitFor(async () => expect(await store.health()).toEqual({}), { timeout: 20_000 });
    await store.append('more', newEvents(1), any);
    await store.close();
    expect(checkedIn(path)).toEqual({ position: 3_001, clean: 1 });
  });

  it('looks through everything after an unclean end, and is not well when something is wrong', async () => {
    const left = await killed(await storeOf(2_000));
    expect(checkedIn(left)).toMatchObject({ clean: 0 });
    damage(left, 17);
    const store = sqliteEventStore(left);
    expect(await store.health()).toMatchObject({ check: { position: 0 } });
    await vi.waitFor(
      async () =>
        expect(await store.health()).toMatchObject({
          failure: { code: 'store-corrupt', details: { position: 17, stream: 'stream-0' } },
        }),
      { timeout: 20_000 },
    );
    await store.append('others', newEvents(1), any);
    await store.close();
    // Nobody has found it sound.
    expect(checkedIn(left)).toMatchObject({ clean: 0 });
  });

  it('that finds everything right after an unclean end need not look again', async () => {
    const left = await killed(await storeOf(10));
    const store = sqliteEventStore(left);
    await vi.waitFor(async () => expect(await store.health()).toEqual({}), { timeout: 20_000 });
    await store.close();
    expect(checkedIn(left)).toEqual({ position: 11, clean: 1 });
  });
});

describe('the check of a whole file', () => {
  it('finds nothing in one that is sound', async () => {
    const path = await storeOf(700);
    expect(await checkStoreFile(path)).toEqual({
      events: 700,
      streams: 2,
      position: 700,
      faults: [],
      hasChecksums: true,
    });
  });

  it.each<[string, string, object]>([
    [
      'an event that is not what was written',
      "UPDATE events SET type = 'other' WHERE position = 4",
      { position: 4, stream: 'stream-0', revision: 3 },
    ],
    ['an event that is missing', 'DELETE FROM events WHERE position = 4', { position: 4 }],
    ['a gap in a stream', 'DELETE FROM events WHERE position = 4', { stream: 'stream-0' }],
    ['a log that ends too early', 'DELETE FROM events WHERE position > 690', { position: 690 }],
    [
      'an id that is not found',
      'DELETE FROM event_ids WHERE position = 9',
      { position: 9, stream: 'stream-0' },
    ],
  ])('finds %s, and where', async (_, sql, place) => {
    const path = await storeOf(700);
    change(path, `DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_deleted; ${sql}`);
    const { faults } = await checkStoreFile(path);
    expect(faults).toContainEqual(expect.objectContaining(place));
  });

  it('finds what the judge of events finds', async () => {
    const path = await storeOf(30);
    const { faults } = await checkStoreFile(path, {
      findFault: ({ revision }) => (revision === 7 ? 'seven' : undefined),
    });
    expect(faults).toMatchObject([
      { position: 8, stream: 'stream-0', message: expect.stringContaining('seven') },
    ]);
  });
});

describe('a file of the schema without checksums', () => {
  const oldFile = async (events: number) => {
    const path = await storeOf(events);
    const old = nextFile();
    const database = new Database(old);
    database.exec(`ATTACH '${path}' AS new`);
    applyMigrations(database, 0, () => {}, 2);
    database.exec(`
      INSERT INTO events SELECT position, stream, revision, id, type, version, data, metadata, recorded_at FROM new.events;
      INSERT INTO event_ids SELECT * FROM new.event_ids;
      UPDATE indexed_events SET position = ${events};
    `);
    database.pragma(`application_id = ${0x50484e41}`);
    database.pragma('user_version = 2');
    database.exec('DETACH new');
    database.pragma('journal_mode = WAL');
    database.close();
    return { path, old };
  };

  it('is upgraded once, which is told, and gives the same events in the same places', async () => {
    const { path, old } = await oldFile(1_200);
    const told: object[] = [];
    const onUpgrade = (progress: object) => void told.push(progress);
    const upgraded = sqliteEventStore(old, { onUpgrade });
    expect(told).toEqual([
      { events: 0, of: 1_200 },
      { events: 1_200, of: 1_200 },
    ]);
    const original = sqliteEventStore(path, { readonly: true });
    expect(await Array.fromAsync(upgraded.readAll())).toEqual(await Array.fromAsync(original.readAll()));
    expect((await upgraded.append('more', newEvents(1), any)).position).toBe(1_201);
    await original.close();
    await upgraded.close();
    expect((await checkStoreFile(old)).faults).toEqual([]);
    await sqliteEventStore(old, { onUpgrade }).close();
    expect(told).toHaveLength(2);
    expect(() => change(old, "UPDATE events SET data = '{}'")).toThrow('never changed');
  });

  it('is read as it is by who only reads', async () => {
    const { path, old } = await oldFile(20);
    const [reading, original] = [sqliteEventStore(old, { readonly: true }), sqliteEventStore(path)];
    expect(await Array.fromAsync(reading.readAll())).toEqual(await Array.fromAsync(original.readAll()));
    expect(await Array.fromAsync(reading.readStream('stream-0'))).toHaveLength(20);
    await reading.close();
    await original.close();
    expect(await checkStoreFile(old)).toMatchObject({ events: 20, faults: [], hasChecksums: false });
  });
});
