import { commandHandler, type Instant } from '@phananh/core';
import { memoryEventStore, simulatedClock } from '@phananh/core/testing';
import { readModels } from '@phananh/sqlite';
import { expect, it } from 'vitest';
import { complaints } from './complaint.ts';

it('two clocks of one subject stand in a row each by its name, and are asked for each by itself', async () => {
  const clock = simulatedClock('2026-03-02T02:00:00.000Z');
  const store = memoryEventStore({ clock });
  const { workflow, policy } = complaints;
  const handler = commandHandler({ workflow, policy, store, clock });
  const models = readModels(':memory:', { workflows: [complaints] });
  const actor = { kind: 'clerk', id: 'c-1' };
  const { id } = await handler.create('complain', { about: 'They build at night.' }, { actor });
  const countsAt = async (now: Instant) => {
    await models.catchUp(store);
    return models.counts({ list: 'complaints', by: ['look', 'settlement'], now });
  };
  const counted = (look: string, settlement: string) => [{ of: { look, settlement }, count: 1 }];
  expect(await countsAt('2026-03-03T02:00:00.000Z')).toEqual(counted('open', 'open'));
  clock.set('2026-03-10T02:00:00.000Z');
  expect(await countsAt(clock.now())).toEqual(counted('overdue', 'open'));
  await handler.execute(id, 'look', {}, { actor });
  expect(await countsAt('2026-04-20T02:00:00.000Z')).toEqual(counted('late', 'overdue'));
  await handler.execute(id, 'settle', {}, { actor });
  expect(await countsAt('2026-04-20T02:00:00.000Z')).toEqual(counted('late', 'on-time'));
  await models.close();
});
