import { statSync } from 'node:fs';
import { type RecordedEvent, serialiseAppend } from '@phananh/core/store';
import { newEvent, newEvents } from '@phananh/test-support/new-event';
import { temporaryFiles } from '@phananh/test-support/temporary';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkStoreFile } from '../../../src/event-store/check-file.ts';
import { endChecksumOf } from '../../../src/event-store/checksum.ts';
import type { AppendOutcome, GroupedAppend } from '../../../src/event-store/grouped-append.ts';
import { openSqliteEventStore, type SqliteEventStore } from '../../../src/event-store/sqlite-event-store.ts';
import { groupAppender } from '../../../src/event-store/writer/append-group.ts';
import { eventIds } from '../../../src/event-store/writer/event-ids.ts';
import { sqliteEventStore } from '../../../src/index.ts';
import { followed, type Reading, readUntilRefused, withFlippedBit } from '../../damage.ts';

const nextFile = temporaryFiles();

const streamOf = (number: number): string => `report-${String(number * 7919).padStart(9, '0')}-đường`;

/** A store of some pages, closed, and what is in it. */
const storeFile = async (streams = 120) => {
  const path = nextFile();
  const store = sqliteEventStore(path);
  for (let round = 0; round < 4; round++) {
    const numbers = Array.from({ length: streams }, (_, number) => number).filter((n) => n % 4 >= round);
    await Promise.all(
      numbers.map((number) =>
        store.append(
          streamOf(number),
          [newEvent({ phone: `0905${100_000 + number}`, text: 'Đèn đường hỏng ' })],
          {
            expectedRevision: 'any',
          },
        ),
      ),
    );
  }
  const events = await Array.fromAsync(store.readAll());
  await store.close();
  return { path, events };
};

/** Every way to read: what each would give of a sound file, and what it gives. */
const readings = async (
  store: SqliteEventStore,
  events: readonly RecordedEvent[],
): Promise<readonly (readonly [name: string, expected: readonly RecordedEvent[], found: Reading])[]> => {
  const byStream = Map.groupBy(events, ({ stream }) => stream);
  const all: [string, readonly RecordedEvent[], AsyncIterable<RecordedEvent>][] = [
    ['readAll', events, store.readAll()],
    ['readAll with a prefix', events, store.readAll({ streamPrefix: 'report-' })],
    ['readAll after', events.slice(90), store.readAll({ after: 90 })],
    ['subscribe', events, followed(store)],
  ];
  for (const [stream, own] of byStream) {
    all.push([`readStream ${stream}`, own, store.readStream(stream)]);
    all.push([`${stream} from 1`, own.slice(1), store.readStream(stream, { fromRevision: 1 })]);
    all.push([`end of ${stream}`, own.slice(-1), store.readStream(stream, { backwards: true, limit: 1 })]);
  }
  const found: (readonly [string, readonly RecordedEvent[], Reading])[] = [];
  for (const [name, expected, reading] of all) found.push([name, expected, await readUntilRefused(reading)]);
  return found;
};

const opened = (path: string): SqliteEventStore | undefined => {
  try {
    return openSqliteEventStore(path, { readonly: true }, { pauses: [] });
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^store-/) });
    return undefined;
  }
};

/** The pages by which streams are found: the index of the events, and where streams end. */
const pagesOfIndexes = (path: string): readonly { readonly offset: number; readonly size: number }[] => {
  const database = new Database(path, { readonly: true });
  try {
    return database
      .prepare<[], { readonly offset: number; readonly size: number }>(
        `SELECT pgoffset AS offset, pgsize AS size FROM dbstat WHERE name IN ('sqlite_autoindex_events_1', 'stream_ends')`,
      )
      .all();
  } finally {
    database.close();
  }
};

const bitOfIndexes = (path: string): fc.Arbitrary<number> => {
  const pages = pagesOfIndexes(path);
  const [{ size } = { size: 0 }] = pages;
  return fc
    .tuple(fc.constantFrom(...pages), fc.nat(size * 8 - 1))
    .map(([{ offset }, bit]) => offset * 8 + bit);
};

/** Half of them in the indexes, which are a small part of the file. */
const bitOf = (path: string): fc.Arbitrary<number> =>
  fc.oneof(fc.nat(statSync(path).size * 8 - 1), bitOfIndexes(path));

/** In each of these pages the count of its cells, which is four more or fewer then: the page hides entries, or has some that are none. */
const countsOfCells = (path: string): [number][] =>
  pagesOfIndexes(path).map(({ offset }) => [(offset + 4) * 8 + 2]);

describe('one changed bit of the file', () => {
  it('gives no wrong event and leaves none out, whatever is read: it is right, or refused', async () => {
    const { path, events } = await storeFile();
    const copy = nextFile();
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(bitOf(path), async (bit) => {
        const store = opened(withFlippedBit(path, copy, bit));
        if (store === undefined) return void refused++;
        try {
          for (const [name, expected, { events: found, refusal }] of await readings(store, events)) {
            if (refusal !== undefined) refused++;
            const right = refusal === undefined ? expected : expected.slice(0, found.length);
            expect(found, name).toEqual(right);
          }
        } finally {
          await store.close();
        }
      }),
      { numRuns: 25, examples: countsOfCells(path) },
    );
    expect(refused).toBeGreaterThan(0);
  });

  it('misleads no append: a stream goes on after its last event, or the append is refused', async () => {
    const { path, events } = await storeFile();
    const ends = new Map(events.map(({ stream, revision }) => [stream, revision]));
    const copy = nextFile();
    await fc.assert(
      fc.property(bitOfIndexes(path), (bit) => {
        const database = new Database(withFlippedBit(path, copy, bit));
        try {
          const append = groupAppender(database, eventIds(database));
          for (const [stream, end] of ends) {
            for (const outcome of appended(append, stream)) {
              if (outcome.kind === 'appended') expect(outcome.revision, stream).toBe(end + 1);
              else expect(outcome.kind).toBe('damaged');
            }
          }
        } finally {
          database.close();
        }
      }),
      { numRuns: 25, examples: countsOfCells(path) },
    );
  });

  it('is refused to the one append whose stream it hides, and to no other of its group', async () => {
    const { path } = await storeFile();
    const database = new Database(path);
    database.exec(`DELETE FROM stream_ends WHERE stream = '${streamOf(7)}'`);
    const append = groupAppender(database, eventIds(database));
    const outcomes = append({ appends: [3, 7, 11].map((number) => anyAppend(streamOf(number))) });
    expect(outcomes.map(({ kind }) => kind)).toEqual(['appended', 'damaged', 'appended']);
    database.close();
    const store = sqliteEventStore(path, { readonly: true });
    expect(await readUntilRefused(store.readStream(streamOf(7)))).toMatchObject({ refusal: 'store-corrupt' });
    expect(await readUntilRefused(store.readStream(streamOf(3)))).not.toHaveProperty('refusal');
    await store.close();
    expect((await checkStoreFile(path)).faults).toMatchObject([{ stream: streamOf(7) }]);
  });

  it('that is met after the first event of an append leaves nothing of it, and the others of its group stand', async () => {
    const { path, events } = await storeFile();
    const database = new Database(path);
    // It ends one revision before its last event: the second event of three is the one that is there already.
    const [stream, last] = [streamOf(7), 3];
    database.exec(`DROP TRIGGER events_are_never_deleted;
      DELETE FROM events WHERE stream = '${stream}' AND revision = ${last - 1}`);
    const ends = database.prepare('UPDATE stream_ends SET revision = ?, checksum = ? WHERE stream = ?');
    ends.run(last - 2, endChecksumOf(stream, last - 2), stream);
    const ids = eventIds(database);
    const append = groupAppender(database, ids);
    const appends = [anyAppend(streamOf(3), 3), anyAppend(stream, 3), anyAppend(streamOf(11), 3)];
    const [end] = events.slice(-1).map(({ position }) => position);
    expect(append({ appends })).toMatchObject([
      { kind: 'appended', position: (end ?? 0) + 3 },
      { kind: 'damaged', details: { stream, revision: last } },
      { kind: 'appended', position: (end ?? 0) + 6 },
    ]);
    expect(appends.map(({ events: given }) => given.map(({ id }) => ids.find(id)?.stream))).toEqual([
      new Array(3).fill(streamOf(3)),
      new Array(3).fill(undefined),
      new Array(3).fill(streamOf(11)),
    ]);
    // The group after it goes on at the next position.
    expect(append({ appends: [anyAppend(streamOf(3))] })).toMatchObject([{ position: (end ?? 0) + 7 }]);
    database.close();
  });
});

const anyAppend = (stream: string, events = 1): GroupedAppend => ({
  stream,
  events: serialiseAppend(stream, newEvents(events), 'any'),
  expectedRevision: 'any',
  related: [],
  recordedAt: '2026-11-30T05:00:00.000Z',
});

/** Nothing when SQLite itself refuses the page. What is there twice is refused to the append alone. */
const appended = (append: ReturnType<typeof groupAppender>, stream: string): readonly AppendOutcome[] => {
  try {
    return append({ appends: [anyAppend(stream)] });
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^SQLITE_(?!CONSTRAINT)/) });
    return [];
  }
};

/** Changes the file past the triggers, in what was looked at when it was opened before. */
const tamper = (path: string, sql: string): void => {
  const database = new Database(path);
  database.exec('UPDATE checked SET position = (SELECT max(position) FROM events)');
  database.exec(`DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_deleted; ${sql}`);
  database.close();
};

describe('a damaged event', () => {
  it('is refused by every way to read it, by its position and stream, and holds up no other', async () => {
    const { path, events } = await storeFile();
    const bad = events[40];
    if (bad === undefined) throw new Error('there is no such event');
    tamper(path, `UPDATE events SET data = replace(data, '0905', '0906') WHERE position = ${bad.position}`);
    const store = sqliteEventStore(path);
    const { position, stream, revision } = bad;
    const refusal = { code: 'store-corrupt', details: { position, stream, revision } };
    await expect(Array.fromAsync(store.readAll())).rejects.toMatchObject(refusal);
    await expect(Array.fromAsync(store.readStream(stream))).rejects.toMatchObject(refusal);
    // A repeat of it is compared with it.
    const { id, type, version, data, metadata } = bad;
    await expect(
      store.append(stream, [{ id, type, version, data, metadata }], { expectedRevision: 'any' }),
    ).rejects.toMatchObject(refusal);
    for (const [name, expected, { events: found, refusal: refused }] of await readings(store, events)) {
      if (name.includes(stream) || !name.includes('report-')) continue;
      expect(refused, name).toBe(undefined);
      expect(found, name).toEqual(expected);
    }
    await store.append('another', [newEvent()], { expectedRevision: 'no-stream' });
    await store.close();
  });

  it('that is missing is noticed by who reads the log, and who reads its stream', async () => {
    const { path, events } = await storeFile();
    const gone = events[200];
    tamper(path, `DELETE FROM events WHERE position = ${gone?.position}`);
    const store = sqliteEventStore(path, { readonly: true });
    await expect(Array.fromAsync(store.readAll())).rejects.toMatchObject({
      code: 'store-corrupt',
      details: { position: gone?.position },
    });
    await store.close();
  });

  it('that was the last one is noticed when the store is opened', async () => {
    const { path, events } = await storeFile();
    tamper(path, `DELETE FROM events WHERE position = ${events.length}`);
    expect(() => sqliteEventStore(path)).toThrow(
      expect.objectContaining({
        code: 'store-corrupt',
        message: expect.stringContaining('ends at position'),
      }),
    );
  });
});

describe('a fault of the disk that passes', () => {
  const fault = (code: string) => new Database.SqliteError('disk I/O error', code);

  it.each(['SQLITE_IOERR_READ', 'SQLITE_CORRUPT'])('%s is nothing that anybody is told of', async (code) => {
    const { path, events } = await storeFile(8);
    let failures = 0;
    const store = openSqliteEventStore(
      path,
      {},
      {
        onRead: () => {
          failures += 1;
          if (failures % 3 !== 0) throw fault(code);
        },
        pauses: [],
      },
    );
    for (const [name, expected, found] of await readings(store, events))
      expect(found, name).toEqual({ events: expected });
    await store.close();
  });

  it('and lasts a while is waited for by who follows the log', async () => {
    const { path, events } = await storeFile(8);
    let left = 0;
    const store = openSqliteEventStore(
      path,
      {},
      {
        onRead: () => {
          left -= 1;
          if (left >= 0) throw fault('SQLITE_CORRUPT');
        },
        pauses: [0, 0, 0],
      },
    );
    left = 9;
    expect(await readUntilRefused(followed(store))).toEqual({ events });
    left = 12;
    expect(await readUntilRefused(followed(store))).toEqual({ events: [], refusal: 'store-corrupt' });
    // For who reads once more it has passed.
    expect(await readUntilRefused(followed(store))).toEqual({ events });
    await store.close();
  });
});
