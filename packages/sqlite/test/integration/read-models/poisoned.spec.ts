import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createReports, huePolicy } from '@phananh/core';
import { type LifecycleFixture, lifecycleFixture } from '@phananh/core/testing';
import { strangeEvent } from '@phananh/test-support/strange-event';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checksumOf } from '../../../src/event-store/checksum.ts';
import { type EventRow, eventColumns } from '../../../src/event-store/rows.ts';
import { readModels, type SqliteReadModels, sqliteEventStore } from '../../../src/index.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-poisoned-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const log = () => join(directory, 'log.db');

/** As if the store itself had written it: what its checksum tells is tested where that is. */
const seal = (database: Database.Database): void => {
  const rows = database
    .prepare<[], EventRow>(`SELECT ${eventColumns(true)} FROM events`)
    .raw()
    .all();
  const put = database.prepare('UPDATE events SET checksum = ? WHERE position = ?');
  for (const [position, stream, revision, id, type, version, data, metadata, recordedAt] of rows)
    put.run(
      checksumOf([position, stream, revision, id, type, version, data, metadata, recordedAt]),
      position,
    );
};

/** Somebody writes into the file what the store itself never would. */
const poison = (sql: string, ...values: readonly (string | number)[]): void => {
  const database = new Database(log());
  try {
    database.exec(
      'DROP TRIGGER IF EXISTS events_are_never_changed; DROP TRIGGER IF EXISTS events_are_never_deleted',
    );
    database.prepare(sql).run(...values);
    seal(database);
  } finally {
    database.close();
  }
};

const foreign = 'permit-7';

/** A log of three reports, the first of which is to be poisoned, and a stream of a workflow that is not here. */
const started = async () => {
  const lifecycle = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
    makeStore: ({ clock }) => sqliteEventStore(log(), { clock }),
  });
  const { store } = lifecycle.reports;
  const reportIds = [await lifecycle.submit(), await lifecycle.submit(), await lifecycle.submit()] as const;
  for (const id of reportIds) await lifecycle.giveAll(id, 'verify', 'assign', 'accept');
  await store.append(foreign, [strangeEvent(lifecycle.clock.now())], { expectedRevision: 'no-stream' });
  // As the thread of a host has it: the one who writes knows its streams without asking the file.
  const reading = sqliteEventStore(log(), { readonly: true });
  const close = async (): Promise<void> => {
    await reading.close();
    await store.close();
  };
  return { lifecycle, store: reading, close, reportIds };
};

const withModels = async <T>(
  { clock }: Pick<LifecycleFixture, 'clock'>,
  use: (models: SqliteReadModels) => Promise<T>,
): Promise<T> => {
  const models = readModels(join(directory, 'read.db'), { policy: huePolicy, clock });
  try {
    return await use(models);
  } finally {
    await models.close();
  }
};

const set = 'UPDATE events SET';
const at = 'WHERE stream = ? AND revision = ?';

/** What may be wrong with the event of revision 2 of a report; whether who asks for the report alone is told as well. */
const poisons: { readonly [what: string]: readonly [sql: string, isRefused: boolean] } = {
  'data that is no JSON': [`${set} data = '{"agencyId":' ${at}`, true],
  'data that is no object': [`${set} data = 'null' ${at}`, true],
  'metadata that is no JSON': [`${set} metadata = 'x' ${at}`, true],
  'metadata without an actor': [`${set} metadata = json_remove(metadata, '$.actor') ${at}`, true],
  'an instant that is none': [
    `${set} metadata = json_set(metadata, '$.occurredAt', 'yesterday') ${at}`,
    false,
  ],
  'a number where a text belongs': [`${set} data = json_set(data, '$.agencyId', 5) ${at}`, false],
  'an object where a text belongs': [`${set} data = json_set(data, '$.agencyId', json('{}')) ${at}`, false],
  'clocks that are none': [`${set} data = json_set(data, '$.clocks', 'x') ${at}`, true],
  'a type that every object has': [`${set} type = 'constructor' ${at}`, true],
  'a version that is to come': [`${set} version = 99 ${at}`, true],
  'an event that is missing': [`DELETE FROM events ${at}`, true],
};

describe('a poisoned event', () => {
  for (const [what, [sql, isRefused]] of Object.entries(poisons)) {
    it(`holds up its report and nothing else, until somebody has it left out: ${what}`, async () => {
      const { lifecycle, store, close, reportIds } = await started();
      const [spoilt, ...sound] = reportIds;
      const stream = `report-${spoilt}`;
      poison(sql, stream, 2);
      for (const id of sound) await lifecycle.giveAll(id, 'resolve', 'publish');
      await withModels(lifecycle, async (models) => {
        await models.catchUp(store);
        const now = lifecycle.clock.now();
        const phases = new Map(models.cases({ now }).cases.map(({ reportId, phase }) => [reportId, phase]));
        expect(phases.get(spoilt)).toBe('verified');
        for (const id of sound) expect(phases.get(id)).toBe('published');
        expect(models.parked()).toContainEqual(
          expect.objectContaining({ projection: 'cases', stream, revision: 2 }),
        );
        // That a position has no event is told beside, whatever stream it was of.
        const missing = what === 'an event that is missing' ? 1 : 0;
        expect(models.gaps()).toMatchObject({ parkedStreams: 1 + missing, parkedReports: 1 });
        // Figures of the past read the streams themselves.
        lifecycle.clock.advance(60_000);
        const asOf = lifecycle.clock.now();
        const [figures] = await models.sla({ cohort: 'submitted', now: asOf, asOf: now });
        expect(figures).toMatchObject({ cases: 3 });
        // In both ways: tables that are built, and those that are followed on.
        const [built] = [models.cases({ now }).cases];
        await models.rebuild(store);
        expect(models.cases({ now }).cases).toEqual(built);
        expect(models.parked()).toContainEqual(expect.objectContaining({ stream, revision: 2 }));
      });
      // Whoever asks for that stream is told.
      const asked = createReports({ store, policy: huePolicy }).handler.load(spoilt);
      if (isRefused) await expect(asked).rejects.toMatchObject({ details: { stream, revision: 2 } });
      else await expect(asked).resolves.toMatchObject({ revision: 3 });
      await withModels(lifecycle, async (models) => {
        models.orderParked({ action: 'skip', stream, projection: 'cases', reason: 'seen on paper' });
        await models.catchUp(store);
        expect(models.skipped()).toMatchObject([{ stream, revision: 2, reason: 'seen on paper' }]);
        expect(models.parked().filter(({ projection }) => projection === 'cases')).toEqual([]);
        const now = lifecycle.clock.now();
        const phases = new Map(models.cases({ now }).cases.map(({ reportId, phase }) => [reportId, phase]));
        // `accepted` stands after the event that is left out.
        expect(models.cases({ now }).cases.find(({ reportId }) => reportId === spoilt)?.revision).toBe(3);
        expect(phases.size).toBe(3);
      });
      await close();
    });
  }

  it('of a stream that is not ours is told, and holds up nothing', async () => {
    const { lifecycle, store, close } = await started();
    poison(`${set} data = '{' ${at}`, foreign, 0);
    await withModels(lifecycle, async (models) => {
      await models.catchUp(store);
      expect(models.parked()).toMatchObject([{ projection: 'other-streams', stream: foreign, revision: 0 }]);
      expect(models.gaps()).toMatchObject({ parkedStreams: 1, parkedReports: 0, skippedEvents: 0 });
      expect(models.cases({ now: lifecycle.clock.now() }).cases).toHaveLength(3);
    });
    await close();
  });

  it('of an agency is told, and the reports go on', async () => {
    const { lifecycle, store, close } = await started();
    const [agency] = (await Array.fromAsync(store.readAll({ streamPrefix: 'agency-' }))).map(
      ({ stream }) => stream,
    );
    poison(`${set} data = json_set(data, '$.name', 5) ${at}`, agency ?? '', 0);
    await withModels(lifecycle, async (models) => {
      await models.catchUp(store);
      expect(models.parked()).toMatchObject([{ projection: 'agencies', stream: agency, revision: 0 }]);
      expect(models.cases({ now: lifecycle.clock.now() }).cases).toHaveLength(3);
    });
    await close();
  });

  it('that the tables were followed up to last is no other log', async () => {
    const { lifecycle, store, close } = await started();
    await withModels(lifecycle, async (models) => {
      await models.catchUp(store);
      const built = models.cases({ now: lifecycle.clock.now() });
      poison(`${set} data = '{' ${at}`, foreign, 0);
      await models.catchUp(store);
      expect(models.cases({ now: lifecycle.clock.now() })).toEqual(built);
    });
    await close();
  });

  it('is mended, and a retry makes its report whole', async () => {
    const { lifecycle, store, close, reportIds } = await started();
    const [spoilt] = reportIds;
    const stream = `report-${spoilt}`;
    const [, , third] = await Array.fromAsync(store.readStream(stream));
    poison(`${set} data = '{' ${at}`, stream, 2);
    await withModels(lifecycle, async (models) => {
      await models.catchUp(store);
      expect(models.gaps()).toMatchObject({ parkedReports: 1 });
      models.orderParked({ action: 'retry' });
      await models.catchUp(store);
      expect(models.gaps()).toMatchObject({ parkedReports: 1 });
      poison(`${set} data = ? ${at}`, JSON.stringify(third?.data), stream, 2);
      models.orderParked({ action: 'retry' });
      await models.catchUp(store);
      expect(models.gaps()).toMatchObject({ parkedStreams: 0, parkedReports: 0, skippedEvents: 0 });
    });
    await close();
  });
});
