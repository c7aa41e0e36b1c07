import { existsSync, readFileSync, statSync } from 'node:fs';
import type { KeyStore } from '@phananh/core/privacy';
import { keyStoreConformance } from '@phananh/core/testing/conformance';
import { temporaryFiles } from '@phananh/test-support/temporary';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { fileKeyWrapper, sqliteKeyStore } from '../../src/index.ts';

const nextFile = temporaryFiles();
const paths = new WeakMap<KeyStore, string>();

const open = (path: string): KeyStore => {
  const store = sqliteKeyStore(path, fileKeyWrapper(`${path}.key`));
  paths.set(store, path);
  return store;
};

keyStoreConformance({
  name: 'the store of keys in SQLite',
  makeStore: () => open(nextFile()),
  another: (store) => open(paths.get(store) ?? ''),
  // Each write is on the disk before it is answered.
  runs: 15,
});

describe('the file of keys', () => {
  const opened: { close(): unknown }[] = [];
  const open = () => {
    const path = nextFile();
    const keys = sqliteKeyStore(path, fileKeyWrapper(`${path}.key`));
    const beside = new Database(path);
    opened.push(keys, beside);
    return { path, keys, beside };
  };
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
  });

  const wrappedOf = (database: Database.Database, subject: string) =>
    database.prepare<[string], Buffer>('SELECT wrapped FROM keys WHERE subject = ?').pluck().get(subject);
  const bytesOf = (path: string) =>
    Buffer.concat([path, `${path}-wal`].filter(existsSync).map((file) => readFileSync(file)));

  it('while a key waits for the disk nobody else does, and those that come meanwhile go there together', async () => {
    const { path, keys, beside } = open();
    await keys.create('citizen:first');
    const before = statSync(`${path}-wal`).size;
    beside.exec('BEGIN IMMEDIATE');
    let settled = 0;
    const made = Array.from({ length: 40 }, async (_, index) => {
      await keys.create(`citizen:${index}`);
      settled += 1;
    });
    for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
    expect(settled).toBe(0);
    beside.exec('ROLLBACK');
    await Promise.all(made);
    // A commit each would be forty times at least one page.
    expect(statSync(`${path}-wal`).size - before).toBeLessThan(20 * 4096);
  });

  it('what was destroyed stands nowhere in it, nor in what is beside it, while others have it open', async () => {
    const { path, keys, beside } = open();
    await keys.create('citizen:a');
    const wrapped = wrappedOf(beside, 'citizen:a') ?? Buffer.alloc(0);
    expect(bytesOf(path).includes(wrapped)).toBe(true);
    await keys.destroy('citizen:a');
    expect(bytesOf(path).includes(wrapped)).toBe(false);
  });

  it('what the key of one value was derived from stands nowhere in it any more once that is destroyed', async () => {
    const { path, keys, beside } = open();
    const root = Buffer.from((await keys.create('citizen:a')).tree.get('') ?? []);
    expect(bytesOf(path).includes(root)).toBe(true);
    await keys.puncture('citizen:a', ['0123456789abcdef']);
    expect(bytesOf(path).includes(root)).toBe(false);
    expect(wrappedOf(beside, 'citizen:a')).not.toBe(null);
  });

  it('what was left beside it by a process that died is gone when it is opened, and when it is destroyed again', async () => {
    for (const later of ['open', 'destroy'] as const) {
      const { path, keys, beside } = open();
      await keys.create('citizen:a');
      const wrapped = wrappedOf(beside, 'citizen:a') ?? Buffer.alloc(0);
      beside.exec("UPDATE keys SET wrapped = NULL WHERE subject = 'citizen:a'");
      expect(bytesOf(path).includes(wrapped)).toBe(true);
      if (later === 'open') opened.push(sqliteKeyStore(path, fileKeyWrapper(`${path}.key`)));
      else await keys.destroy('citizen:a');
      expect(bytesOf(path).includes(wrapped)).toBe(false);
    }
  });

  it('a key that others read is destroyed only when they have read it', async () => {
    const { keys, beside } = open();
    await keys.create('citizen:a');
    beside.exec('BEGIN');
    wrappedOf(beside, 'citizen:a');
    await expect(keys.destroy('citizen:a')).rejects.toMatchObject({ code: 'store-unavailable' });
    beside.exec('ROLLBACK');
    await keys.destroy('citizen:a');
    expect(await keys.stateOf('citizen:a')).toBe('destroyed');
  });

  it('two that destroy at once wait for each other: one that empties the file keeps the other from it', async () => {
    const { path, keys } = open();
    const another = sqliteKeyStore(path, fileKeyWrapper(`${path}.key`));
    opened.push(another);
    for (let round = 0; round < 25; round += 1)
      await Promise.all([keys, another].map((one, which) => one.destroy(`citizen:${round}-${which}`)));
    expect((await Array.fromAsync(keys.destroyed())).length).toBe(50);
  });

  it('those that are destroyed at once are in one commit', async () => {
    const { path, keys, beside } = open();
    const subjects = Array.from({ length: 300 }, (_, index) => `report:${index}`);
    await Promise.all(subjects.map((subject) => keys.create(subject)));
    let settled = 0;
    const destroyed = subjects.slice(1).map(async (subject) => {
      await keys.destroy(subject);
      settled += 1;
    });
    await destroyed[0];
    // An answer of its own would come in a later turn of the loop.
    for (let step = 0; step < 10; step += 1) await Promise.resolve();
    expect(settled).toBe(299);
    expect(wrappedOf(beside, 'report:299')).toBe(null);
    expect(await keys.stateOf('report:0')).toBe('here');
    expect(existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0).toBe(0);
  });

  it('one that was written by an earlier version, with a journal, goes on', async () => {
    const path = nextFile();
    const before = new Database(path);
    before.pragma('journal_mode = TRUNCATE');
    before.exec(
      'CREATE TABLE keys (subject TEXT PRIMARY KEY, id TEXT NOT NULL, wrapped BLOB) STRICT, WITHOUT ROWID',
    );
    before.exec("INSERT INTO keys VALUES ('citizen:gone', '00', NULL)");
    const wrapper = fileKeyWrapper(`${path}.key`);
    const plain = Buffer.alloc(32, 7);
    before
      .prepare("INSERT INTO keys VALUES ('citizen:before', ?, ?)")
      .run('0'.repeat(32), await wrapper.wrap(plain, 'citizen:before'));
    before.close();
    const keys = sqliteKeyStore(path, wrapper);
    opened.push(keys);
    // It had no keys of single values. It has them from the first that is sealed under one on.
    expect(await keys.get('citizen:before')).toMatchObject({ key: plain, tree: undefined });
    await keys.puncture('citizen:before', ['0'.repeat(16)]);
    const { id: kept, key, tree } = await keys.create('citizen:before');
    expect([kept, key]).toEqual(['0'.repeat(32), plain]);
    expect((await keys.get('citizen:before'))?.tree).toEqual(tree);
    expect(await keys.stateOf('citizen:gone')).toBe('destroyed');
    const { id } = await keys.create('citizen:a');
    expect((await keys.get('citizen:a'))?.id).toBe(id);
  });
});
