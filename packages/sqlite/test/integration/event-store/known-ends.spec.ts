import type { EventStore } from '@phananh/core';
import { expect, it } from 'vitest';
import { sqliteEventStore } from '../../../src/index.ts';
import { newEvents } from '../../new-event.ts';
import { temporaryFiles } from '../../temporary.ts';

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
