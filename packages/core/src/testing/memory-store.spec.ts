import { expect, it } from 'vitest';
import { collect, newEvents } from './conformance/subject.ts';
import { eventStoreConformance } from './event-store-conformance.ts';
import { eventStoreDifferential } from './event-store-differential.ts';
import { memoryEventStore } from './memory-store.ts';
import { simulatedClock } from './simulated-clock.ts';

eventStoreConformance(memoryEventStore, { name: 'the store in memory' });
eventStoreDifferential(memoryEventStore, memoryEventStore, { name: 'two stores in memory' });

it('the instant of recording is the one of the clock', async () => {
  const clock = simulatedClock('2026-11-23T08:30:00.000Z');
  const store = memoryEventStore({ clock });
  await store.append('s', newEvents(1), { expectedRevision: 'any' });
  clock.advance(1_500);
  await store.append('s', newEvents(1), { expectedRevision: 'any' });
  const recordedAt = (await collect(store.readAll())).map(({ metadata }) => metadata.recordedAt);
  expect(recordedAt).toEqual(['2026-11-23T08:30:00.000Z', '2026-11-23T08:30:01.500Z']);
});
