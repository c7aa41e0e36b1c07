import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { huePolicy } from '@phananh/core';
import { vietnamCalendar } from '@phananh/core/calendar';
import { timers } from '@phananh/core/engine';
import { huePolicyData, slaPolicy } from '@phananh/core/reports';
import { lifecycleFixture, memoryEventStore, memoryTimerIndex } from '@phananh/core/testing';
import { strangeEvent } from '@phananh/test-support/strange-event';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModels, sqliteEventStore } from '../../../src/index.ts';
import { policyMessage, reportTimers } from '../../../src/read-models/report/report-timers.ts';
import { timerProjection } from '../../../src/read-models/timers/timer-projection.ts';
import { openReportTables } from '../../report-side.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const far = '2030-01-01T00:00:00.000Z';

describe('the timers in SQLite', () => {
  it('are those that the rules give, event by event, at once, and after a restart', async () => {
    const store = sqliteEventStore(join(directory, 'a.db'));
    const path = join(directory, 'a.read.db');
    const { reports, clock, submit, give, giveAll } = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
      makeStore: () => store,
    });
    const expected = memoryTimerIndex(store, [reports.handler]);
    const compare = async (models: ReturnType<typeof readModels>): Promise<number> => {
      await models.catchUp(store);
      await expected.catchUp();
      const all = expected.due(far, { limit: 1_000 });
      expect(models.timers.due(far, { limit: 1_000 })).toEqual(all);
      const [after] = all;
      if (after !== undefined) expect(models.timers.due(far, { limit: 1_000, after })).toEqual(all.slice(1));
      expect(models.timers.next()).toBe(expected.next());
      return expected.size;
    };
    const steps = [
      ['verify'],
      ['assign'],
      ['request-information', { question: 'x', termDays: 3 }],
      ['provide-information'],
      ['request-extension'],
      ['grant-extension'],
      ['resolve'],
      ['publish'],
      ['dispute'],
      ['uphold-dispute'],
      ['resolve'],
      ['publish'],
    ] as const;
    const ids = [await submit(), await submit(), await submit()];
    let models = readModels(path, { policy: huePolicy });
    for (const [index, [command, input]] of steps.entries()) {
      clock.advance(7 * 3_600_000);
      await give(ids[0] ?? '', command, input);
      if (index === 4) await giveAll(ids[1] ?? '', 'reject');
      await compare(models);
      if (index % 3 === 0) {
        await models.close();
        models = readModels(path, { policy: huePolicy });
      }
    }
    expect(await compare(models)).toBe(2);
    const whole = readModels(':memory:', { policy: huePolicy });
    await compare(whole);
    await whole.close();
    await models.close();
    await store.close();
  });

  it('are fired durably, and are gone from the index when the log has them', async () => {
    const store = sqliteEventStore(join(directory, 'b.db'));
    const { reports, clock, submit, giveAll } = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
      makeStore: () => store,
    });
    for (let count = 0; count < 20; count++) await giveAll(await submit(), 'verify', 'assign');
    const models = readModels(':memory:', { policy: huePolicy });
    await models.catchUp(store);
    clock.set('2026-03-10T02:00:00.000Z');
    const [one, other] = [1, 2].map(() =>
      timers({ index: models.timers, handlers: [reports.handler], clock }),
    );
    // Two hosts at the same moment: the commands have the same ids.
    await Promise.all([one?.tick(), other?.tick()]);
    await models.catchUp(store);
    let reminded = 0;
    for await (const { type } of store.readAll()) if (type === 'reminded') reminded++;
    expect(reminded).toBe(40);
    expect(models.timers.due(clock.now(), { limit: 100 })).toEqual([]);
    expect(await one?.tick()).toEqual({ fired: 0, refused: 0, failed: 0 });
    await models.close();
    await store.close();
  });

  it('name the event that they cannot be computed from, although its stream was read before it was followed', async () => {
    const store = memoryEventStore();
    const { clock, submit, giveAll } = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
      makeStore: () => store,
    });
    const id = await submit();
    await giveAll(id, 'verify');
    await store.append(`report-${id}`, [strangeEvent(clock.now())], { expectedRevision: 'any' });
    const [, verified, strange] = await Array.fromAsync(store.readStream(`report-${id}`));
    if (verified === undefined || strange === undefined) throw new Error('an event is missing');
    const database = openReportTables(':memory:');
    const projection = timerProjection(database, reportTimers(policyMessage(huePolicy)), store);
    expect(await projection.prepare?.([verified])).toEqual([]);
    expect(await projection.prepare?.([strange])).toMatchObject([{ event: strange }]);
    expect(await projection.prepare?.([verified, strange])).toMatchObject([{ event: strange }]);
    database.close();
  });

  it('are computed again when the policy has other rungs', async () => {
    const store = sqliteEventStore(join(directory, 'c.db'));
    const path = join(directory, 'c.read.db');
    const { submit } = await lifecycleFixture('2026-03-02T02:00:00.000Z', { makeStore: () => store });
    await submit();
    const before = readModels(path, { policy: huePolicy });
    await before.catchUp(store);
    const [kept] = before.timers.due(far, { limit: 100 });
    await before.close();
    const { clocks } = huePolicyData;
    const policy = slaPolicy(
      {
        ...huePolicyData,
        clocks: {
          ...clocks,
          overall: {
            ...clocks.overall,
            rungs: [{ rung: 'long-before', kind: 'remind', workingDays: -6, time: '07:30' }],
          },
        },
      },
      [vietnamCalendar()],
    );
    const after = readModels(path, { policy });
    await after.catchUp(store);
    expect(kept).toMatchObject({ at: '2026-03-03T17:00:00.000Z', key: 'verification:1:0:overdue:overdue' });
    expect(after.timers.due(far, { limit: 100 })).toMatchObject([
      { at: '2026-03-03T00:30:00.000Z', key: 'overall:1:0:remind:long-before' },
    ]);
    await after.close();
    await store.close();
  });
});
