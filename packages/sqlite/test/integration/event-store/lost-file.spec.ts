import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSqliteEventStore, type SqliteEventStore } from '../../../src/event-store/sqlite-event-store.ts';
import { sqliteEventStore } from '../../../src/index.ts';
import { kill, startChild } from '../../child.ts';
import { flipBit } from '../../damage.ts';
import { newEvent, newEvents } from '../../new-event.ts';
import { temporaryFiles } from '../../temporary.ts';

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
    // What was there can be read, and copied, for as long as the process lives.
    expect(await countIn(store)).toBeGreaterThanOrEqual(3);
    await store.close();
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
    await expect(full.append('s', [newEvent({ text: 'x'.repeat(30_000) })], any)).rejects.toThrow();
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
