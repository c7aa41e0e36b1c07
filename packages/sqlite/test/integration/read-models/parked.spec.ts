import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, huePolicy, type RecordedEvent } from '@phananh/core';
import { type LifecycleFixture, lifecycleFixture, memoryEventStore } from '@phananh/core/testing';
import { strangeEvent } from '@phananh/test-support/strange-event';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readModels, type SqliteReadModels } from '../../../src/index.ts';
import { removeFile } from '../../../src/read-models/building/open.ts';
import { carryingOut, orderParked } from '../../../src/read-models/parked/parked-orders.ts';
import { contentsOf } from '../../contents.ts';
import { play, step } from '../../random-histories.ts';
import { openReportTables, reportSink } from '../../report-side.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-parked-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const file = () => join(directory, 'read.db');

const contents = () => {
  const database = new Database(file(), { readonly: true });
  try {
    return contentsOf(database);
  } finally {
    database.close();
  }
};

/** A log of two reports, the first with an event of a type that nobody knows and some that follow it. */
const started = async () => {
  const lifecycle = await lifecycleFixture('2026-03-02T02:00:00.000Z', { makeStore: memoryEventStore });
  const { store } = lifecycle.reports;
  const [spoilt, sound] = [await lifecycle.submit(), await lifecycle.submit()];
  const stream = `report-${spoilt}`;
  await lifecycle.giveAll(sound, 'verify');
  return { lifecycle, store, spoilt, sound, stream };
};

const withModels = async <T>(
  lifecycle: LifecycleFixture,
  use: (models: SqliteReadModels) => Promise<T>,
): Promise<T> => {
  const models = readModels(file(), { policy: huePolicy, clock: lifecycle.clock });
  try {
    return await use(models);
  } finally {
    await models.close();
  }
};

/** A log in which the events of a type read as strange ones until it is mended: as for a program that does not know them yet. */
const notYetKnown = (store: EventStore, type: string) => {
  const state = { mended: false };
  const seen = (event: RecordedEvent): RecordedEvent =>
    !state.mended && event.type === type ? { ...event, type: 'strange' } : event;
  const reading: EventStore = {
    ...store,
    readStream: async function* (stream, options) {
      for await (const event of store.readStream(stream, options)) yield seen(event);
    },
    subscribe: async function* (options) {
      for await (const batch of store.subscribe(options)) yield { ...batch, events: batch.events.map(seen) };
    },
  };
  return { reading, mend: () => (state.mended = true) };
};

const phases = (models: SqliteReadModels, now: string) =>
  new Map(models.cases({ now, limit: 200 }).cases.map(({ reportId, phase }) => [reportId, phase]));

describe('a parked stream', () => {
  it('is made good by a retry once its event can be applied, as if it had never failed', async () => {
    const { lifecycle, store, spoilt, sound } = await started();
    await lifecycle.giveAll(spoilt, 'verify', 'assign');
    await lifecycle.giveAll(sound, 'assign');
    const { reading, mend } = notYetKnown(store, 'assigned');
    await withModels(lifecycle, async (models) => {
      await models.catchUp(reading);
      expect(models.gaps()).toMatchObject({ parkedStreams: 2, parkedReports: 2, skippedEvents: 0 });
      models.orderParked({ action: 'retry' });
      await models.catchUp(reading);
      expect(models.gaps()).toMatchObject({ parkedReports: 2 });
      mend();
      await lifecycle.giveAll(spoilt, 'accept');
      expect(models.orderParked({ action: 'retry', stream: `report-${spoilt}` }).length).toBeGreaterThan(0);
      await models.catchUp(reading);
      expect(models.waitingOrders()).toBe(0);
      expect(models.parked().map(({ stream }) => stream)).not.toContain(`report-${spoilt}`);
      models.orderParked({ action: 'retry' });
      await models.catchUp(reading);
      expect(models.gaps()).toMatchObject({ parkedStreams: 0, parkedReports: 0, skippedEvents: 0 });
    });
    const retried = contents();
    const [due] = await timersOf();
    removeFile(file());
    await withModels(lifecycle, (models) => models.catchUp(store));
    expect(retried).toEqual(contents());
    expect((await timersOf())[0]).toEqual(due);
  });

  it('goes on without an event that is left out, and says so with its reason', async () => {
    const { lifecycle, store, spoilt, stream } = await started();
    await store.append(stream, [strangeEvent(lifecycle.clock.now())], { expectedRevision: 'any' });
    await store.append(stream, [await likeThatOf(store, 'verified')], { expectedRevision: 'any' });
    await withModels(lifecycle, async (models) => {
      await models.catchUp(store);
      expect(phases(models, lifecycle.clock.now()).get(spoilt)).toBe('submitted');
      const meant = models.orderParked({
        action: 'skip',
        stream,
        projection: 'cases',
        reason: 'a test of 2023',
      });
      expect(meant).toMatchObject([{ projection: 'cases', stream, revision: 1 }]);
      await models.catchUp(store);
      expect(phases(models, lifecycle.clock.now()).get(spoilt)).toBe('verified');
      expect(models.skipped()).toMatchObject([
        {
          projection: 'cases',
          stream,
          revision: 1,
          type: 'strange',
          reason: 'a test of 2023',
          skippedAt: lifecycle.clock.now(),
        },
      ]);
      expect(models.gaps()).toMatchObject({ parkedReports: 0, skippedEvents: 1 });
    });
  });

  it('is parked again by the next event that cannot be applied', async () => {
    const { lifecycle, store, stream } = await started();
    for (let n = 0; n < 2; n++)
      await store.append(stream, [strangeEvent(lifecycle.clock.now())], { expectedRevision: 'any' });
    await withModels(lifecycle, async (models) => {
      await models.catchUp(store);
      models.orderParked({ action: 'skip', stream, projection: 'cases', reason: 'the first' });
      await models.catchUp(store);
      const ofCases = models.parked().filter(({ projection }) => projection === 'cases');
      expect(ofCases).toMatchObject([{ stream, revision: 2 }]);
      expect(models.gaps()).toMatchObject({ parkedReports: 1, skippedEvents: 1 });
    });
  });

  it('that is left out is again in tables that are built anew, unless it is to be tried again or the file is gone', async () => {
    const { lifecycle, store, stream } = await started();
    await store.append(stream, [strangeEvent(lifecycle.clock.now())], { expectedRevision: 'any' });
    await store.append(stream, [await likeThatOf(store, 'verified')], { expectedRevision: 'any' });
    await withModels(lifecycle, async (models) => {
      await models.catchUp(store);
      models.orderParked({ action: 'skip', stream, reason: 'known' });
      await models.catchUp(store);
      const skipped = models.skipped();
      expect(skipped.length).toBeGreaterThan(0);
      await models.rebuild(store);
      expect(models.skipped()).toEqual(skipped);
      expect(models.gaps()).toMatchObject({ parkedReports: 0, skippedEvents: 1 });
      await models.rebuild(store, { retrySkipped: true });
      expect(models.gaps()).toMatchObject({ parkedReports: 1, skippedEvents: 0 });
      models.orderParked({ action: 'skip', stream, reason: 'known' });
      await models.catchUp(store);
    });
    removeFile(file());
    await withModels(lifecycle, async (models) => {
      await models.catchUp(store);
      expect(models.gaps()).toMatchObject({ parkedReports: 1, skippedEvents: 0 });
    });
  });

  it.each([
    ['as it is noted today', '', 1],
    ['without orders', 'DROP TABLE parked_orders', 1],
    // What it was cannot be known: the event is tried.
    ['in another form', 'ALTER TABLE skipped_events RENAME COLUMN event_id TO event', 0],
    ['in a file that nobody can tell the log of', 'DROP TABLE log', 0],
  ])(
    'that an older version left out is left out where that can be read: %s',
    async (_, change, skippedEvents) => {
      const { lifecycle, store, stream } = await started();
      await store.append(stream, [strangeEvent(lifecycle.clock.now())], { expectedRevision: 'any' });
      await store.append(stream, [await likeThatOf(store, 'verified')], { expectedRevision: 'any' });
      await withModels(lifecycle, async (models) => {
        await models.catchUp(store);
        models.orderParked({ action: 'skip', stream, reason: 'known' });
        await models.catchUp(store);
      });
      const older = new Database(file());
      older.exec(change).pragma('user_version = 9');
      older.close();
      await withModels(lifecycle, async (models) => {
        await models.catchUp(store);
        expect(models.gaps()).toMatchObject({ parkedReports: 1 - skippedEvents, skippedEvents });
      });
    },
  );

  it('is left out of another log by nobody', async () => {
    const { lifecycle, store, stream } = await started();
    await store.append(stream, [strangeEvent(lifecycle.clock.now())], { expectedRevision: 'any' });
    await withModels(lifecycle, async (models) => {
      await models.catchUp(store);
      models.orderParked({ action: 'skip', stream, reason: 'known' });
      await models.catchUp(store);
      const other = await started();
      await models.rebuild(other.store, { acceptLog: true });
      expect(models.skipped()).toEqual([]);
    });
  });

  it('has no timers from when it is left out of them, and is not parked again by what follows', async () => {
    const { lifecycle, store, stream, sound } = await started();
    await withModels(lifecycle, async (models) => {
      await models.catchUp(store);
      await store.append(stream, [strangeEvent(lifecycle.clock.now())], { expectedRevision: 'any' });
      await models.catchUp(store);
      expect(models.parked().map(({ projection }) => projection)).toContain('timers');
      models.orderParked({ action: 'skip', stream, reason: 'known' });
      await models.catchUp(store);
      await store.append(stream, [await likeThatOf(store, 'verified')], { expectedRevision: 'any' });
      await lifecycle.giveAll(sound, 'assign');
      await models.catchUp(store);
      expect(models.parked()).toEqual([]);
    });
  });

  it.each<[string, (log: Awaited<ReturnType<typeof started>>) => Promise<unknown>]>([
    [
      'by an event that nobody knows',
      ({ lifecycle, store, stream }) =>
        store.append(stream, [strangeEvent(lifecycle.clock.now())], { expectedRevision: 'any' }),
    ],
    [
      'by data that folds and is not what the workflow writes',
      async ({ store, stream }) => {
        const verified = await likeThatOf(store, 'verified');
        const data = { ...verified.data, nobody: 'knows this' };
        await store.append(stream, [{ ...verified, data }], { expectedRevision: 'any' });
      },
    ],
    [
      'at its first event',
      ({ lifecycle, store }) =>
        store.append('report-none', [strangeEvent(lifecycle.clock.now())], { expectedRevision: 'no-stream' }),
    ],
  ])('is in tables built anew as in those that were followed, and is retried: %s', async (_, spoil) => {
    const log = await started();
    const { lifecycle, store } = log;
    await withModels(lifecycle, async (models) => {
      await models.catchUp(store);
      await spoil(log);
      await models.catchUp(store);
      const followed = models.parked();
      expect(followed.map(({ projection }) => projection).toSorted()).toEqual(['cases', 'timers']);
      await models.rebuild(store);
      expect(models.parked()).toEqual(followed);
      lifecycle.clock.advance(1_000);
      models.orderParked({ action: 'retry' });
      await models.catchUp(store);
      expect(models.parked()).toEqual(followed.map((one) => ({ ...one, parkedAt: lifecycle.clock.now() })));
    });
  });

  it('that a host follows is retried while the log grows, and misses nothing', async () => {
    const { lifecycle, store, spoilt, sound } = await started();
    await lifecycle.giveAll(spoilt, 'verify', 'assign');
    const { reading, mend } = notYetKnown(store, 'assigned');
    const following = new AbortController();
    await withModels(lifecycle, async (host) => {
      const followed = host.follow(reading, { signal: following.signal });
      await host.whenApplied(await endOf(store), { timeoutMilliseconds: 5_000 });
      mend();
      await withModels(lifecycle, async (command) => {
        command.orderParked({ action: 'retry' });
        const writing = lifecycle.giveAll(spoilt, 'accept', 'resolve', 'publish');
        for (let n = 0; n < 20; n++) await lifecycle.submit();
        await writing;
        await lifecycle.giveAll(sound, 'assign', 'accept');
        await expect.poll(() => command.waitingOrders(), { timeout: 5_000 }).toBe(0);
      });
      await host.whenApplied(await endOf(store), { timeoutMilliseconds: 5_000 });
      expect(host.parked()).toEqual([]);
      following.abort();
      await followed;
    });
    const followed = contents();
    removeFile(file());
    await withModels(lifecycle, (models) => models.catchUp(store));
    expect(followed).toEqual(contents());
  });

  it('and a batch wait for each other: what comes meanwhile is not taken for what was missed', async () => {
    const { lifecycle, store, stream } = await started();
    await store.append(stream, [strangeEvent(lifecycle.clock.now())], { expectedRevision: 'any' });
    await withModels(lifecycle, (models) => models.catchUp(store));
    const database = openReportTables(file());
    const read = Promise.withResolvers<void>();
    const slow: EventStore = {
      ...store,
      readStream: async function* (name, options) {
        yield* store.readStream(name, options);
        await read.promise;
      },
    };
    const sink = carryingOut(reportSink(database, { clock: lifecycle.clock }).sink, {
      database,
      store: slow,
      now: lifecycle.clock.now,
    });
    const after = sink.position() ?? -1;
    orderParked(database, { action: 'skip', stream, projection: 'cases', reason: 'known' });
    const carriedOut = sink.carryOut();
    await new Promise((resolve) => setImmediate(resolve));
    await store.append(stream, [await likeThatOf(store, 'verified')], { expectedRevision: 'any' });
    const events = await Array.fromAsync(store.readAll({ after }));
    const batch = { events, position: events.at(-1)?.position ?? 0, caughtUp: true };
    const applied = Promise.resolve(sink.prepare?.(batch)).then(() => sink.apply(batch));
    await new Promise((resolve) => setImmediate(resolve));
    expect(sink.position()).toBe(after);
    read.resolve();
    await Promise.all([carriedOut, applied]);
    database.close();
    const followed = contents();
    expect(followed.parked).toEqual([{ projection: 'timers', stream, revision: 1 }]);
    expect(followed).toHaveProperty('case_facts', [
      expect.objectContaining({ phase: 'verified', revision: 2 }),
      expect.objectContaining({ phase: 'verified' }),
    ]);
  });

  it('leaves out in tables built anew what it left out of those that were followed, for random histories', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 20, maxLength: 60 }),
        fc.nat(19),
        fc.nat(19),
        async (history, place, later) => {
          removeFile(file());
          const { lifecycle, store, spoilt, sound, stream } = await started();
          const reportIds = [spoilt, sound];
          await play(lifecycle, reportIds, history.slice(0, place));
          await store.append(stream, [strangeEvent(lifecycle.clock.now())], { expectedRevision: 'any' });
          await store.append(stream, [await likeThatOf(store, 'verified')], { expectedRevision: 'any' });
          await withModels(lifecycle, async (models) => {
            await models.catchUp(store);
            await play(lifecycle, reportIds, history.slice(place, place + later));
            await models.catchUp(store);
            models.orderParked({ action: 'skip', stream, reason: 'known' });
            await models.catchUp(store);
            await play(lifecycle, reportIds, history.slice(place + later));
            await models.catchUp(store);
            const before = contents();
            await models.rebuild(store);
            expect(contents()).toEqual(before);
          });
        },
      ),
      { numRuns: 15 },
    );
  });
});

const endOf = async (store: EventStore) => (await Array.fromAsync(store.readAll())).at(-1)?.position ?? 0;

/** An event that was recorded once, to be appended to another stream. */
const likeThatOf = async (store: EventStore, type: string) => {
  const found = (await Array.fromAsync(store.readAll())).find((event) => event.type === type);
  if (found === undefined) throw new TypeError(`no ${type}`);
  const { data, version, metadata } = found;
  const { recordedAt: _, ...given } = metadata;
  return { id: crypto.randomUUID(), type, version, data, metadata: given };
};

const timersOf = async () => {
  const database = new Database(file(), { readonly: true });
  try {
    return database.prepare('SELECT * FROM timers ORDER BY stream').all();
  } finally {
    database.close();
  }
};
