import { once } from 'node:events';
import { BroadcastChannel } from 'node:worker_threads';
import type { EventStore, NewEvent } from '@phananh/core';
import type { ReadStreamOptions } from '@phananh/core/engine';
import { newEvent, newEvents } from '@phananh/test-support/new-event';
import { temporaryFiles } from '@phananh/test-support/temporary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSqliteEventStore } from '../../../src/event-store/sqlite-event-store.ts';
import { sqliteEventStore } from '../../../src/index.ts';

const nextFile = temporaryFiles();

const revisionsFrom = async (store: EventStore, fromRevision: number): Promise<readonly number[]> => {
  const events = await Array.fromAsync(store.readStream('stream', { fromRevision }));
  return events.map(({ revision }) => revision);
};

it('the end of a stream that was appended to is read anew after every append', async () => {
  const store = sqliteEventStore(nextFile());
  for (let revision = 0; revision < 3; revision++) {
    expect(await revisionsFrom(store, revision)).toEqual([]);
    await store.append('stream', newEvents(1), { expectedRevision: 'any' });
    expect(await revisionsFrom(store, revision)).toEqual([revision]);
    expect(await revisionsFrom(store, revision + 1)).toEqual([]);
  }
  await store.close();
  await expect(revisionsFrom(store, 3)).rejects.toMatchObject({ code: 'store-unavailable' });
  await expect(revisionsFrom(store, 0)).rejects.toMatchObject({ code: 'store-unavailable' });
});

it('a repeat of an early append hides nothing of what came after it', async () => {
  const path = nextFile();
  const first = newEvents(1);
  const before = sqliteEventStore(path);
  await before.append('stream', first, { expectedRevision: 'no-stream' });
  await before.append('stream', newEvents(2), { expectedRevision: 0 });
  await before.close();
  const store = sqliteEventStore(path);
  expect(await store.append('stream', first, { expectedRevision: 'no-stream' })).toMatchObject({
    revision: 0,
  });
  expect(await revisionsFrom(store, 1)).toEqual([1, 2]);
  await store.close();
});

it('what is on the disk and not answered yet is read by everybody or by nobody', async () => {
  const path = nextFile();
  const script = new URL('../../children/late-writer.ts', import.meta.url);
  const store = openSqliteEventStore(path, {}, { script });
  const writer = new BroadcastChannel(path);
  const onDisk = () => once(writer, 'message');
  const first = store.append('stream', newEvents(1), { expectedRevision: 'no-stream' });
  await onDisk();
  writer.postMessage('answer');
  await first;
  // Read, so that the store may know it.
  expect(await revisionsFrom(store, 0)).toEqual([0]);

  const late = store.append('stream', newEvents(1), { expectedRevision: 0 });
  await onDisk();
  const log = await Array.fromAsync(store.readAll());
  expect(log.map(({ revision }) => revision)).toEqual([0, 1]);
  expect(await revisionsFrom(store, 1)).toEqual([1]);
  expect(await revisionsFrom(store, 0)).toEqual([0, 1]);

  writer.postMessage('answer');
  await late;
  expect(await revisionsFrom(store, 0)).toEqual([0, 1]);
  expect(await revisionsFrom(store, 2)).toEqual([]);
  writer.close();
  await store.close();
});

describe('a store that knows streams without asking its file', () => {
  const streams = ['a', 'b', 'c', 'd', 'e'];
  const append = fc.record({
    stream: fc.constantFrom(...streams),
    events: fc.integer({ min: 1, max: 3 }),
    size: fc.constantFrom(0, 0, 0, 400, 30_000),
    expectedRevision: fc.constantFrom('any' as const, 'any' as const, 'no-stream' as const, 0, 2),
    /** Instead of new events those of an earlier append. */
    repeats: fc.option(fc.nat(20), { freq: 4 }),
  });
  const number = fc.constantFrom(undefined, undefined, 0, 1, 2, 5, -1, 1.5, Number.POSITIVE_INFINITY);
  const range = fc.record({
    fromRevision: number,
    toRevision: number,
    limit: fc.constantFrom(undefined, undefined, 0, 1, 2, 100),
    backwards: fc.constantFrom(false, false, false, true),
  }) as fc.Arbitrary<ReadStreamOptions>;
  const rounds = fc.array(
    fc.record({
      appends: fc.array(append, { maxLength: 4 }),
      reads: fc.array(fc.tuple(fc.constantFrom(...streams), range), { maxLength: 6 }),
    }),
    { maxLength: 15 },
  );
  const read = (store: EventStore, stream: string, options?: ReadStreamOptions) =>
    Array.fromAsync(store.readStream(stream, options)).catch(
      (error: { readonly code: string }) => error.code,
    );

  for (const [room, known] of [
    ['for little', { ends: 3, characters: 4_000 }],
    ['for all', { ends: 1000, characters: 1_000_000 }],
  ] as const) {
    it(`gives of them what the file has, with room ${room}, on a disk that gets full`, async () => {
      const property = fc.asyncProperty(rounds, async (planned) => {
        const path = nextFile();
        const store = openSqliteEventStore(path, {}, { known, maximumPages: 60 });
        const file = sqliteEventStore(path, { readonly: true });
        const given: (readonly NewEvent[])[] = [];
        for (const { appends, reads } of planned) {
          const answers = appends.map(({ stream, events, size, expectedRevision, repeats }) => {
            const fresh = Array.from({ length: events }, () => newEvent({ text: 'x'.repeat(size) }));
            const these = (repeats === null ? undefined : given[repeats]) ?? fresh;
            given.push(these);
            return store.append(stream, these, { expectedRevision });
          });
          await Promise.allSettled(answers);
          for (const [stream, options] of reads) {
            expect(await read(store, stream, options)).toEqual(await read(file, stream, options));
          }
        }
        for (const stream of streams) expect(await read(store, stream)).toEqual(await read(file, stream));
        await file.close();
        await store.close();
      });
      await fc.assert(property, { numRuns: 30 });
    });
  }
});
