import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, huePolicy } from '@phananh/core';
import { lifecycleFixture, memoryEventStore } from '@phananh/core/testing';
import { strangeEvent } from '@phananh/test-support/strange-event';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readModels } from '../../../src/index.ts';
import { type FillLimits, fillFromLog } from '../../../src/read-models/building/fill.ts';
import { contentsOf } from '../../contents.ts';
import { play, step } from '../../random-histories.ts';
import { openReportTables, reportSink } from '../../report-side.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-building-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const newFile = () => join(directory, `${crypto.randomUUID()}.db`);

const started = async () => {
  const lifecycle = await lifecycleFixture('2026-03-02T02:00:00.000Z', { makeStore: memoryEventStore });
  const reportIds = [];
  for (let n = 0; n < 4; n++) reportIds.push(await lifecycle.submit());
  return { lifecycle, reportIds, store: lifecycle.reports.store };
};

/** A log that is handed over in small parts, so that transactions have several. */
const inParts = (store: EventStore, size: number, onPart: () => void = () => {}): EventStore => ({
  ...store,
  subscribe: async function* (options) {
    for await (const { events, position, caughtUp } of store.subscribe(options)) {
      // Once at least: a log without anything new says so in an empty batch.
      for (let from = 0; from < Math.max(events.length, 1); from += size) {
        if (options.signal.aborted) return;
        const part = events.slice(from, from + size);
        const isLast = from + size >= events.length;
        yield {
          events: part,
          position: isLast ? position : (part.at(-1)?.position ?? position),
          caughtUp: isLast && caughtUp,
        };
        onPart();
      }
    }
  },
});

const build = async (
  database: Database.Database,
  store: EventStore,
  limits: FillLimits,
  signal = new AbortController().signal,
  judgedAt = '',
) => {
  const { sink, projections } = reportSink(database, { built: { judgedAt, rowsAtOnce: limits.cases } });
  const onCommitted = () => {
    for (const projection of projections) projection.committed?.();
  };
  await fillFromLog(store, sink, { signal, limits, onCommitted });
  if (!signal.aborted) for (const projection of projections) projection.filled?.();
};

/** The same log followed event by event. */
const followed = async (store: EventStore) => {
  const database = openReportTables(':memory:');
  const { sink } = reportSink(database);
  for await (const event of store.readAll())
    sink.apply({ events: [event], position: event.position, caughtUp: false });
  return { database, sink };
};

const limits = fc.record({ events: fc.integer({ min: 1, max: 60 }), cases: fc.integer({ min: 1, max: 5 }) });
const steps = fc.array(step, { minLength: 30, maxLength: 90 });

describe('read models that are built', () => {
  it('are those that were followed event by event, whatever a transaction has, one killed and begun again too', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        limits,
        fc.integer({ min: 1, max: 7 }),
        fc.nat(12),
        async (history, most, size, cut) => {
          const { lifecycle, reportIds, store } = await started();
          await play(lifecycle, reportIds, history);
          const file = newFile();
          const ending = new AbortController();
          let parts = 0;
          const onPart = () => {
            parts += 1;
            if (parts === cut) ending.abort();
          };
          const begun = openReportTables(file);
          await build(begun, inParts(store, size, onPart), most, ending.signal);
          begun.close();
          const database = openReportTables(file);
          await build(database, inParts(store, size), most);
          expect(contentsOf(database)).toEqual(contentsOf((await followed(store)).database));
          database.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('have the verdicts of now where time alone has changed them', async () => {
    const { lifecycle, reportIds, store } = await started();
    await lifecycle.giveAll(reportIds[0] ?? '', 'verify', 'assign', 'resolve', 'publish');
    lifecycle.clock.advance(40 * 86_400_000);
    const now = lifecycle.clock.now();
    const database = openReportTables(newFile());
    await build(database, store, { events: 3, cases: 2 }, undefined, now);
    const { database: settled, sink } = await followed(store);
    expect(contentsOf(database)).not.toEqual(contentsOf(settled));
    while ((sink.settle?.(now) ?? 0) > 0);
    expect(contentsOf(database)).toEqual(contentsOf(settled));
    database.close();
  });

  it('park a report with an event that cannot be applied, and lose nothing of what stood beside it', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        limits,
        fc.integer({ min: 1, max: 9 }),
        fc.nat(89),
        async (history, most, size, place) => {
          const { lifecycle, reportIds, store } = await started();
          await play(lifecycle, reportIds, history.slice(0, place));
          const stream = `report-${reportIds[place % 4]}`;
          await store.append(stream, [strangeEvent(lifecycle.clock.now())], { expectedRevision: 'any' });
          await play(lifecycle, reportIds, history.slice(place));
          const database = openReportTables(newFile());
          await build(database, inParts(store, size), most);
          const contents = contentsOf(database);
          expect(contents.parked).toMatchObject([{ projection: 'cases', stream }]);
          expect(contents).toEqual(contentsOf((await followed(store)).database));
          database.close();
        },
      ),
      { numRuns: 25 },
    );
  });

  it('take in what comes until they are told to end', async () => {
    const { lifecycle, reportIds, store } = await started();
    const database = openReportTables(newFile());
    const { sink, projections } = reportSink(database, { built: { judgedAt: '', rowsAtOnce: 2 } });
    const until = new AbortController();
    const { signal } = new AbortController();
    const filling = fillFromLog(store, sink, {
      signal,
      until: until.signal,
      limits: { events: 4, cases: 9 },
      onCommitted: () => {
        for (const projection of projections) projection.committed?.();
      },
    });
    await lifecycle.giveAll(reportIds[1] ?? '', 'verify', 'assign');
    await lifecycle.giveAll(reportIds[2] ?? '', 'withdraw');
    until.abort();
    await filling;
    for (const projection of projections) projection.filled?.();
    expect(contentsOf(database)).toEqual(contentsOf((await followed(store)).database));
    database.close();
  });

  it('go on where a process was killed in the middle of a transaction', async () => {
    const { lifecycle, reportIds, store } = await started();
    const [file, killed] = [newFile(), newFile()];
    const { signal } = new AbortController();
    const begun = openReportTables(`${file}.next`);
    begun.pragma('journal_mode = TRUNCATE');
    await build(begun, inParts(store, 2), { events: 2, cases: 1 }, signal);
    // What a process leaves that is killed now: pages of a transaction in the file, and the journal that takes them back.
    begun.pragma('cache_size = 1');
    begun.exec(
      'BEGIN; DELETE FROM case_events; CREATE TABLE large AS SELECT randomblob(4000) FROM case_facts, case_facts b',
    );
    for (const suffix of ['', '-journal']) copyFileSync(`${file}.next${suffix}`, `${killed}.next${suffix}`);
    begun.close();
    expect(statSync(`${killed}.next-journal`).size).toBeGreaterThan(0);
    await lifecycle.giveAll(reportIds[0] ?? '', 'verify');
    const models = readModels(killed, { policy: huePolicy, clock: lifecycle.clock });
    await models.catchUp(store);
    await models.close();
    const database = new Database(killed);
    expect(contentsOf(database)).toEqual(contentsOf((await followed(store)).database));
    database.close();
  });

  it('answer as those that were followed, once they are in their place', async () => {
    const { lifecycle, reportIds, store } = await started();
    await lifecycle.giveAll(reportIds[0] ?? '', 'verify', 'assign', 'accept');
    const options = { policy: huePolicy, clock: lifecycle.clock };
    const file = newFile();
    const models = readModels(file, options);
    await models.catchUp(store);
    await lifecycle.giveAll(reportIds[3] ?? '', 'verify');
    await models.catchUp(store);
    const inMemory = readModels(':memory:', options);
    await inMemory.catchUp(store);
    const now = lifecycle.clock.now();
    for (const query of [{}, { q: 'den' }, { bbox: { south: 16, west: 107, north: 17, east: 108 } }])
      expect(models.cases({ ...query, now })).toEqual(inMemory.cases({ ...query, now }));
    expect(models.cases({ q: 'den', now }).cases.length).toBeGreaterThan(0);
    await Promise.all([models.close(), inMemory.close()]);
  });
});
