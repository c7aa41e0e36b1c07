import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { newEvent, newEvents } from '@phananh/test-support/new-event';
import { temporaryFiles } from '@phananh/test-support/temporary';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSqliteEventStore, type SqliteEventStore } from '../../../src/event-store/sqlite-event-store.ts';
import { takeWriterLock } from '../../../src/event-store/writer-lock.ts';
import { readModels, readModelsBeside, sqliteEventStore } from '../../../src/index.ts';
import { kill, startChild } from '../../child.ts';
import { flipBit } from '../../damage.ts';

const nextFile = temporaryFiles();
const any = { expectedRevision: 'any' } as const;

const refusalOf = async (open: () => SqliteEventStore): Promise<unknown> => {
  try {
    await open().close();
    return 'accepted';
  } catch (error) {
    return error;
  }
};

/** What a process that is killed leaves of a store that has it open. */
const leftBy = (path: string): string => {
  const left = nextFile();
  for (const part of ['', '-wal']) if (existsSync(path + part)) copyFileSync(path + part, left + part);
  return left;
};

const countIn = async (store: SqliteEventStore): Promise<number> =>
  (await Array.fromAsync(store.readAll())).length;

describe('a file that is not there any more', () => {
  const other = (path: string): void => writeFileSync(path, readFileSync(path));
  it.each<[string, (path: string) => void]>([
    ['deleted', (path) => rmSync(path)],
    ['moved', (path) => renameSync(path, `${path}.moved`)],
    [
      'replaced',
      (path) => {
        copyFileSync(path, `${path}.copy`);
        renameSync(`${path}.copy`, path);
      },
    ],
    ['left without its write-ahead log', (path) => rmSync(`${path}-wal`)],
    ['emptied in place', (path) => writeFileSync(path, '')],
    [
      'written over by one of the same size',
      (path) => {
        writeFileSync(path, readFileSync(path));
        utimesSync(path, new Date(), new Date(Date.now() - 60_000));
      },
    ],
    ['left with an empty write-ahead log', (path) => writeFileSync(`${path}-wal`, '')],
    ['left without its lock', (path) => rmSync(`${path}.lock`)],
    [
      'given another write-ahead log',
      (path) => {
        rmSync(`${path}-wal`);
        other(`${path}-shm`);
        copyFileSync(path, `${path}-wal`);
      },
    ],
  ])('%s stops writing at once: nothing is answered that would be lost', async (_, lose) => {
    const path = nextFile();
    const store = sqliteEventStore(path);
    await store.append('stream', newEvents(3), any);
    expect(await store.health()).toEqual({});
    lose(path);
    const refusal = { code: 'store-gone', details: { stopped: true } };
    await expect(store.append('stream', newEvents(1), any)).rejects.toMatchObject(refusal);
    await expect(store.append('other', newEvents(1), any)).rejects.toMatchObject(refusal);
    expect(await store.health()).toMatchObject({ failure: { code: 'store-gone' } });
    // What was there can be read, and copied, for as long as the process lives; not what is not there any more.
    const isEmptied = ['', '-wal'].some(
      (part) => statSync(path + part, { throwIfNoEntry: false })?.size === 0,
    );
    if (!isEmptied) expect(await countIn(store)).toBeGreaterThanOrEqual(3);
    await store.close();
  });

  it('goes on when its own writer has changed it', async () => {
    const path = nextFile();
    const store = sqliteEventStore(path);
    // Past the size from which on the log is copied into the file.
    for (let group = 0; group < 40; group++) {
      await store.append('stream', [newEvent({ text: 'x'.repeat(1_000_000) })], any);
      expect(await store.health()).toEqual({});
    }
    expect(statSync(path).size).toBeGreaterThan(9_000_000);
    await store.close();
    expect(await refusalOf(() => sqliteEventStore(path))).toBe('accepted');
  });

  it('lets no second writer in where its lock was deleted: the first one stops', async () => {
    const path = nextFile();
    const first = sqliteEventStore(path);
    await first.append('stream', newEvents(1), any);
    rmSync(`${path}.lock`);
    const second = sqliteEventStore(path);
    await expect(first.append('stream', newEvents(1), any)).rejects.toMatchObject({ code: 'store-gone' });
    expect(await second.append('stream', newEvents(1), any)).toMatchObject({ position: 2 });
    expect(await first.health()).toMatchObject({ failure: { code: 'store-gone' } });
    await first.close();
    expect(await second.append('stream', newEvents(1), any)).toMatchObject({ position: 3 });
    await second.close();
    const reading = sqliteEventStore(path, { readonly: true });
    expect(await countIn(reading)).toBe(3);
    await reading.close();
  });

  it('that was emptied is not given pages when the store is closed', async () => {
    const path = nextFile();
    const store = sqliteEventStore(path);
    await store.append('stream', newEvents(3), any);
    writeFileSync(path, '');
    await store.close();
    expect(statSync(path).size).toBe(0);
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
    expect(await refusalOf(() => sqliteEventStore(path))).toMatchObject({ code: 'store-behind' });
  });

  it('at the end of a link is not begun anew', async () => {
    const [file, link] = [nextFile(), nextFile()];
    await sqliteEventStore(file).close();
    symlinkSync(file, link);
    await sqliteEventStore(link).close();
    rmSync(file);
    for (const readonly of [false, true])
      expect(await refusalOf(() => sqliteEventStore(link, { readonly }))).toMatchObject({
        code: 'store-unavailable',
        details: { reason: 'dangling-link' },
      });
    expect(existsSync(file)).toBe(false);
  });

  it('is told before anybody writes', async () => {
    const path = nextFile();
    const store = sqliteEventStore(path);
    await store.append('stream', newEvents(1), any);
    rmSync(path);
    expect(await store.health()).toMatchObject({ failure: { code: 'store-gone' } });
    await store.close();
  });

  it('whose write-ahead log is still there is not begun anew', async () => {
    const path = nextFile();
    const store = sqliteEventStore(path);
    await store.append('stream', newEvents(3), any);
    const left = leftBy(path);
    await store.close();
    rmSync(left);
    expect(await refusalOf(() => sqliteEventStore(left))).toMatchObject({ code: 'store-behind' });
    expect(existsSync(left)).toBe(false);
    expect(existsSync(`${left}-wal`)).toBe(true);
  });
});

describe('a write-ahead log that a killed process left', () => {
  /** Commits one event after another; the file, the log, and where in it each commit ended. */
  const killed = async (commits = 20) => {
    const path = nextFile();
    const store = sqliteEventStore(path);
    const ends: number[] = [];
    for (let commit = 0; commit < commits; commit++) {
      await store.append(`stream-${commit % 5}`, [newEvent({ text: 'x'.repeat(200) })], any);
      ends.push(statSync(`${path}-wal`).size);
    }
    const left = leftBy(path);
    await store.close();
    return { left, ends, commits };
  };

  it('loses nothing of what was answered without a word, whichever bit of it is another one', async () => {
    const { left, ends, commits } = await killed();
    const [size, beforeLast] = [ends.at(-1) ?? 0, ends.at(-2) ?? 0];
    const copy = nextFile();
    await fc.assert(
      fc.asyncProperty(fc.nat(size * 8 - 1), async (bit) => {
        for (const part of ['', '-wal']) copyFileSync(left + part, copy + part);
        rmSync(`${copy}-shm`, { force: true });
        flipBit(`${copy}-wal`, bit);
        const refusal = await refusalOf(() => sqliteEventStore(copy));
        if (refusal !== 'accepted') {
          expect(refusal).toMatchObject({ code: 'store-corrupt' });
          return;
        }
        const store = sqliteEventStore(copy, { readonly: true });
        // The last commit may be one that the power cut off: those who have seen it know better.
        const isLast = bit / 8 >= beforeLast;
        expect(await countIn(store)).toBe(commits - (isLast && (await countIn(store)) < commits ? 1 : 0));
        await store.close();
      }),
      { numRuns: 60 },
    );
  });

  it('that is damaged is refused to who reads, unless a host runs', async () => {
    const { left, ends } = await killed();
    flipBit(`${left}-wal`, ((ends[9] ?? 0) + 100) * 8);
    const refusal = { code: 'store-corrupt', details: { reason: 'write-ahead-log' } };
    expect(await refusalOf(() => sqliteEventStore(left, { readonly: true }))).toMatchObject(refusal);
    const lock = takeWriterLock(left, { pid: 1, since: 'now' });
    expect(await refusalOf(() => sqliteEventStore(left, { readonly: true }))).toBe('accepted');
    lock.release();
    expect(await refusalOf(() => sqliteEventStore(left, { readonly: true }))).toMatchObject(refusal);
  });

  it('that is missing is noticed by who reads, if read models have seen what was in it', async () => {
    const path = nextFile();
    const store = sqliteEventStore(path);
    await store.append('report-1', newEvents(3), any);
    const left = leftBy(path);
    const models = readModels(readModelsBeside(left));
    await models.catchUp(store);
    await models.close();
    await store.close();
    expect(await refusalOf(() => sqliteEventStore(left, { readonly: true }))).toBe('accepted');
    rmSync(`${left}-wal`);
    rmSync(`${left}-shm`, { force: true });
    expect(await refusalOf(() => sqliteEventStore(left, { readonly: true }))).toMatchObject({
      code: 'store-behind',
    });
  });

  it('gives no false alarm to who reads while a host writes, and does not keep one from beginning', async () => {
    const path = nextFile();
    const store = sqliteEventStore(path);
    const models = readModels(readModelsBeside(path));
    for (let count = 0; count < 30; count++) {
      const appended = store.append('report-1', [newEvent({ text: 'x'.repeat(5_000) })], any);
      await sqliteEventStore(path, { readonly: true }).close();
      await appended;
      await models.catchUp(store);
      await sqliteEventStore(path, { readonly: true }).close();
    }
    await models.close();
    await store.close();
  });

  it('that is damaged is taken as far as it can be read only when that is asked for', async () => {
    const { left, ends } = await killed();
    flipBit(`${left}-wal`, ((ends[9] ?? 0) + 100) * 8);
    expect(await refusalOf(() => sqliteEventStore(left))).toMatchObject({
      code: 'store-corrupt',
      details: { reason: 'write-ahead-log' },
    });
    const store = sqliteEventStore(left, { acceptLoss: true });
    expect(await countIn(store)).toBe(10);
    await store.append('stream-0', newEvents(1), any);
    await store.close();
    await sqliteEventStore(left).close();
  });

  it('of a newer file is no log of an older one', async () => {
    const path = nextFile();
    const old = nextFile();
    const append = async (count: number) => {
      const store = sqliteEventStore(path);
      for (let number = 0; number < count; number++)
        await store.append(`s${number}`, [newEvent({ number })], any);
      return store;
    };
    await (await append(40)).close();
    copyFileSync(path, old);
    await (await append(300)).close();
    const store = await append(10);
    copyFileSync(`${path}-wal`, `${old}-wal`);
    await store.close();
    expect(await refusalOf(() => sqliteEventStore(old))).toMatchObject({ code: 'store-corrupt' });
  });
});

describe('a file with two names', () => {
  it('is refused by each of them: they would have two locks and two logs', async () => {
    const path = nextFile();
    const child = startChild('hold-store', path);
    await once(child.stdout, 'data');
    const link = nextFile();
    linkSync(path, link);
    // While the other process writes, and after it was killed.
    for (const attempt of ['running', 'killed']) {
      for (const readonly of [false, true])
        expect(await refusalOf(() => sqliteEventStore(link, { readonly })), attempt).toMatchObject({
          code: 'store-linked',
          details: { names: 2 },
        });
      if (attempt === 'running') await kill(child);
    }
    expect(await refusalOf(() => sqliteEventStore(path))).toMatchObject({ code: 'store-linked' });
    expect(existsSync(`${link}.lock`)).toBe(false);
    rmSync(link);
    await sqliteEventStore(path).close();
  });
});

describe('how a store does', () => {
  it('a disk that is full is told, and gone when there is room', async () => {
    const path = nextFile();
    const store = openSqliteEventStore(path, {}, { maximumPages: 60 });
    await expect(store.append('s', [newEvent({ text: 'x'.repeat(300_000) })], any)).rejects.toThrow();
    // Tried again when it is asked: an empty commit fits.
    expect(await store.health()).toEqual({});
    await store.close();
    const filled = new Database(path);
    const pages = Number(filled.pragma('page_count', { simple: true }));
    filled.close();
    const full = openSqliteEventStore(path, {}, { maximumPages: pages });
    await full.append('s', newEvents(1), any);
    await expect(full.append('s', [newEvent({ text: 'x'.repeat(30_000) })], any)).rejects.toThrow(
      'no space left',
    );
    // Whether there is room is tried by writing a page: of a commit that changes nothing SQLite writes none.
    const before = statSync(`${path}-wal`).size;
    await full.health();
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(before);
    await full.close();
  });

  it('a writer that has died is told', async () => {
    const script = new URL('../../children/dying-writer.ts', import.meta.url);
    const store = openSqliteEventStore(nextFile(), {}, { script });
    await expect(store.append('s', newEvents(1), any)).rejects.toThrow();
    expect(await store.health()).toMatchObject({ failure: { details: { reason: 'writer-ended' } } });
    await store.close();
  });
});
