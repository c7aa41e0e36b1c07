import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { newEvents } from '@phananh/test-support/new-event';
import { temporaryFiles } from '@phananh/test-support/temporary';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { sqliteEventStore } from '../../../src/index.ts';

const nextFile = temporaryFiles();

const makeStoreFile = async (events = 2_000): Promise<string> => {
  const path = nextFile();
  const store = sqliteEventStore(path);
  if (events > 0) await store.append('stream', newEvents(events), { expectedRevision: 'any' });
  await store.close();
  return path;
};

const codeOf = (action: () => unknown): unknown => {
  try {
    action();
    return 'accepted';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};

const readWhole = async (path: string): Promise<number> => {
  const store = sqliteEventStore(path);
  try {
    let count = 0;
    for await (const _ of store.readAll()) count += 1;
    return count;
  } finally {
    await store.close();
  }
};

describe('opening', () => {
  it('makes the file and its directory', async () => {
    const path = join(`${nextFile()}-directory`, 'deep', 'store.db');
    await sqliteEventStore(path).close();
    expect(statSync(path).size).toBeGreaterThan(0);
  });

  it('makes nothing when it is not to create: no file, no directory, no lock', () => {
    for (const path of [nextFile(), join(`${nextFile()}-directory`, 'store.db')]) {
      expect(() => sqliteEventStore(path, { create: false })).toThrow(/does not exist/);
      expect(() => sqliteEventStore(path, { create: false, acceptLoss: true })).toThrow(/does not exist/);
      expect([path, `${path}.lock`].filter((one) => existsSync(one))).toEqual([]);
    }
  });

  it('takes an empty file for a new store', async () => {
    const path = nextFile();
    writeFileSync(path, '');
    await sqliteEventStore(path).close();
    expect(statSync(path).size).toBeGreaterThan(0);
  });

  it('goes on after a process that died while it made the file', async () => {
    const path = nextFile();
    writeFileSync(`${path}.new`, 'half a file');
    await sqliteEventStore(path).close();
    expect(existsSync(`${path}.new`)).toBe(false);
  });

  for (const [name, content] of [
    ['a short text', 'hello'],
    ['a long text', 'this is a letter, not a database\n'.repeat(500)],
    ['zeros', '\0'.repeat(8192)],
  ] as const) {
    it(`leaves ${name} as it is`, () => {
      const path = nextFile();
      writeFileSync(path, content);
      expect(codeOf(() => sqliteEventStore(path))).toBe('store-foreign');
      expect(readFileSync(path, 'utf8')).toBe(content);
      for (const beside of ['.lock', '-wal', '-journal', '.new'])
        expect(existsSync(path + beside)).toBe(false);
    });
  }

  it('leaves the database of another program as it is', () => {
    const path = nextFile();
    const other = new Database(path);
    other.exec('CREATE TABLE events (id INTEGER PRIMARY KEY); INSERT INTO events VALUES (1)');
    other.close();
    const before = readFileSync(path);
    expect(codeOf(() => sqliteEventStore(path))).toBe('store-foreign');
    expect(codeOf(() => sqliteEventStore(path, { readonly: true }))).toBe('store-foreign');
    expect(readFileSync(path)).toEqual(before);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('leaves a store of a newer version as it is', async () => {
    const path = await makeStoreFile(1);
    const newer = new Database(path);
    newer.pragma('user_version = 999');
    newer.close();
    const before = readFileSync(path);
    expect(codeOf(() => sqliteEventStore(path))).toBe('store-too-new');
    expect(codeOf(() => sqliteEventStore(path, { readonly: true }))).toBe('store-too-new');
    expect(readFileSync(path)).toEqual(before);
  });

  it('says that a truncated store is damaged', async () => {
    const path = await makeStoreFile();
    truncateSync(path, Math.floor(statSync(path).size / 2 / 4096) * 4096);
    await expect((async () => readWhole(path))()).rejects.toMatchObject({ code: 'store-corrupt' });
  });

  it('says that a store with overwritten pages is damaged', async () => {
    const path = await makeStoreFile();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4096 * 8);
    writeFileSync(path, bytes);
    await expect((async () => readWhole(path))()).rejects.toMatchObject({ code: 'store-corrupt' });
  });

  it('says that an event whose text was changed into something else is damaged', async () => {
    const path = await makeStoreFile(1);
    const tampered = new Database(path);
    tampered.exec('DROP TRIGGER events_are_never_changed');
    tampered.exec(`UPDATE events SET data = '{"half":'`);
    tampered.close();
    await expect(readWhole(path)).rejects.toMatchObject({ code: 'store-corrupt' });
  });

  it('says that a file is in the way of the directory', () => {
    const path = nextFile();
    writeFileSync(path, 'a file');
    expect(codeOf(() => sqliteEventStore(join(path, 'store.db')))).toBe('store-unavailable');
  });

  it('refuses the names that SQLite takes for memory', () => {
    expect(codeOf(() => sqliteEventStore(':memory:'))).toBe('store-unavailable');
    expect(codeOf(() => sqliteEventStore(''))).toBe('store-unavailable');
  });

  it('reads a copy of a closed file: everything is in it', async () => {
    const path = await makeStoreFile(10);
    expect(existsSync(`${path}-wal`)).toBe(false);
    const copy = join(dirname(path), 'copy.db');
    copyFileSync(path, copy);
    expect(await readWhole(copy)).toBe(10);
  });
});

describe('a directory', () => {
  it('is not taken for a store, for writing or for reading', () => {
    const path = nextFile();
    mkdirSync(path, { recursive: true });
    expect(codeOf(() => sqliteEventStore(path))).toBe('store-foreign');
    expect(codeOf(() => sqliteEventStore(path, { readonly: true }))).toBe('store-foreign');
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});
