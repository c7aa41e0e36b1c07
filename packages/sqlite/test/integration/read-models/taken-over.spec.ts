import { join } from 'node:path';
import { huePolicy } from '@phananh/core';
import { lifecycleFixture, memoryEventStore } from '@phananh/core/testing';
import { strangeEvent } from '@phananh/test-support/strange-event';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { describe, expect, it } from 'vitest';
import { readModels } from '../../../src/index.ts';
import { buildBeside, putInPlace } from '../../../src/read-models/building/build-beside.ts';
import { readSideOf } from '../../../src/read-models/hosted/read-side-of.ts';

/** Tables that are complete beside those that serve, and in whose log two streams are parked. */
const rebuilt = async ({ retrySkipped }: { readonly retrySkipped: boolean }) => {
  const path = join(inTemporaryDirectory(), 'read.db');
  const { reports, clock, submit } = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
    makeStore: memoryEventStore,
  });
  const { store } = reports;
  const streams = [`report-${await submit()}`, `report-${await submit()}`] as const;
  for (const stream of streams)
    await store.append(stream, [strangeEvent('2026-03-02T03:00:00.000Z')], { expectedRevision: 0 });
  const opened = () => readModels(path, { policy: huePolicy, clock });
  const models = opened();
  await models.catchUp(store);
  models.orderParked({ action: 'skip', stream: streams[0], reason: 'before' });
  await models.catchUp(store);
  clock.advance(60_000);
  const side = readSideOf({ policy: huePolicy }, clock);
  const built = await buildBeside(path, store, side, { signal: new AbortController().signal, retrySkipped });
  if (built === undefined) throw new TypeError('nothing aborts it');
  const place = async () => {
    await models.close();
    expect(putInPlace(path, built)).toBe(true);
    return opened();
  };
  return { store, streams, models, place };
};

const reaction = {
  eventId: 'e-1',
  index: 0,
  stream: 'report-1',
  revision: 1,
  position: 1,
  type: 'resolved',
  workflow: 'report',
  subjectId: 'r-1',
  command: 'close',
  message: 'refused',
  mayPass: false,
};

describe('what people decide and reactions do between the completion of new tables and their taking the place of the old ones', () => {
  it('an order about a parked stream is carried out in the new ones', async () => {
    const { store, streams, models, place } = await rebuilt({ retrySkipped: false });
    models.orderParked({ action: 'skip', stream: streams[1], reason: 'between' });
    const placed = await place();
    expect(placed.waitingOrders()).toBeGreaterThan(0);
    await placed.catchUp(store);
    expect(placed.parked()).toEqual([]);
    expect(new Set(placed.skipped().map(({ reason }) => reason))).toEqual(new Set(['before', 'between']));
    await placed.close();
  });

  it('one that was carried out in the old ones is, too: also where what was left out before is tried again', async () => {
    const { store, streams, models, place } = await rebuilt({ retrySkipped: true });
    models.orderParked({ action: 'skip', stream: streams[1], reason: 'between' });
    await models.catchUp(store);
    const placed = await place();
    await placed.catchUp(store);
    expect(new Set(placed.parked().map(({ stream }) => stream))).toEqual(new Set([streams[0]]));
    expect(new Set(placed.skipped().map(({ reason }) => reason))).toEqual(new Set(['between']));
    await placed.close();
  });

  it('reactions that were parked and left out stay so, and checkpoints are where they were', async () => {
    const { store, models, place } = await rebuilt({ retrySkipped: false });
    models.reactions.park(reaction);
    models.reactions.leaveOut({ eventId: 'e-1' }, 'known');
    await models.checkpoints.save('pm', 2);
    const placed = await place();
    expect(placed.reactions.leftOut()).toMatchObject([{ eventId: 'e-1', reason: 'known' }]);
    expect(await placed.checkpoints.load('pm')).toBe(2);
    await placed.catchUp(store);
    await placed.close();
  });
});
