import { copyFileSync, existsSync, rmSync } from 'node:fs';
import type { EventStore } from '@phananh/core';
import { newEvents } from '@phananh/test-support/new-event';
import { temporaryFiles } from '@phananh/test-support/temporary';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { readModels, readModelsBeside, sqliteEventStore, threadedReadModels } from '../../../src/index.ts';

const nextFile = temporaryFiles();

const withStore = async <T>(path: string, use: (store: EventStore) => Promise<T>): Promise<T> => {
  const store = sqliteEventStore(path);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
};

/** Events of nobody's: read models pass them, and know how far they came. */
const submit = async (path: string, events: number): Promise<void> =>
  withStore(path, async (store) => {
    await store.append('elsewhere', newEvents(events), { expectedRevision: 'any' });
  });

const catchUp = async (path: string): Promise<number | undefined> =>
  withStore(path, async (store) => {
    const models = readModels(readModelsBeside(path));
    await models.catchUp(store);
    const position = models.position();
    await models.close();
    return position;
  });

const seenBy = (path: string): number | undefined => {
  const database = new Database(readModelsBeside(path), { readonly: true });
  const position = database.prepare<[], number>('SELECT position FROM log').pluck().get();
  database.close();
  return position;
};

const behind = expect.objectContaining({ code: 'store-behind' });

it('a log that is gone is not begun anew beside read models that know it', async () => {
  const path = nextFile();
  await submit(path, 2);
  await catchUp(path);
  rmSync(path);
  expect(() => sqliteEventStore(path)).toThrow(behind);
  expect(existsSync(path)).toBe(false);
  // Once the loss is accepted it is begun anew, also by who creates no store otherwise: there was one.
  await sqliteEventStore(path, { create: false, acceptLoss: true }).close();
  expect(existsSync(path)).toBe(true);
  // Where they lie elsewhere, whoever opens the store says so.
  const [moved, elsewhere] = [nextFile(), nextFile()];
  copyFileSync(readModelsBeside(path), elsewhere);
  expect(() => sqliteEventStore(moved, { readModels: elsewhere })).toThrow(behind);
  expect(existsSync(moved)).toBe(false);
});

it('a log that ends before what read models have seen is refused, and they stay as they are, until it is accepted', async () => {
  const path = nextFile();
  const backup = nextFile();
  await submit(path, 2);
  copyFileSync(path, backup);
  await submit(path, 3);
  const seen = await catchUp(path);
  copyFileSync(backup, path);

  expect(() => sqliteEventStore(path)).toThrow(behind);
  expect(() => sqliteEventStore(path, { readonly: true })).toThrow(behind);
  const store = sqliteEventStore(path, { acceptLoss: true });
  const models = readModels(readModelsBeside(path));
  await expect(models.catchUp(store)).rejects.toThrow(behind);
  await models.close();
  await expect(
    threadedReadModels(readModelsBeside(path), { store, eventStorePath: path }),
  ).rejects.toMatchObject({ code: 'store-behind' });
  expect(seenBy(path)).toBe(seen);

  const accepted = await threadedReadModels(readModelsBeside(path), {
    store,
    eventStorePath: path,
    rebuild: true,
    acceptLog: true,
  });
  await accepted.whenBuilt();
  await accepted.close();
  await store.close();
  expect(await catchUp(path)).toBe(seenBy(path));
});

it('another log of the same length is noticed', async () => {
  const [path, other] = [nextFile(), nextFile()];
  await submit(path, 2);
  await submit(other, 2);
  await catchUp(path);
  copyFileSync(other, path);
  expect(() => sqliteEventStore(path)).toThrow(behind);
});

it('what a process manager has seen counts, and what an older version of the read models has', async () => {
  const path = nextFile();
  await submit(path, 1);
  await catchUp(path);
  await submit(path, 1);
  const models = new Database(readModelsBeside(path));
  models.pragma('user_version = 1');
  models.exec("INSERT INTO followers (name, position) VALUES ('reactions', 99)");
  models.close();
  expect(() => sqliteEventStore(path)).toThrow(behind);
  const mended = new Database(readModelsBeside(path));
  mended.exec('UPDATE followers SET position = 1');
  mended.close();
  expect(await catchUp(path)).toBe(seenBy(path));
});
