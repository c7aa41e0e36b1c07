import { describe, expect, it } from 'vitest';
import {
  type ConformanceSubject,
  collect,
  expectRefusal,
  newEvent,
  newEvents,
  openStore,
} from './subject.ts';

export const close = (subject: ConformanceSubject): void => {
  describe('closing', () => {
    it('finishes what was accepted', async () => {
      const store = await openStore(subject);
      const appends = Array.from({ length: 50 }, (_, index) =>
        store.append(`s${index}`, newEvents(1), { expectedRevision: 'any' }),
      );
      await store.close();
      expect(await Promise.all(appends)).toHaveLength(50);
    });

    it('refuses what comes later', async () => {
      const store = await openStore(subject);
      await store.append('s', newEvents(2), { expectedRevision: 'any' });
      await store.close();
      await expectRefusal(store.append('s', [newEvent()], { expectedRevision: 'any' }), 'store-unavailable');
      await expectRefusal(collect(store.readStream('s')), 'store-unavailable');
      await expectRefusal(collect(store.readAll()), 'store-unavailable');
      const signal = new AbortController().signal;
      await expectRefusal(collect(store.subscribe({ signal })), 'store-unavailable');
    });

    it('can be done twice', async () => {
      const store = await openStore(subject);
      await Promise.all([store.close(), store.close()]);
      await store.close();
    });

    const { reopen } = subject;
    it.runIf(reopen)('what was appended is there after opening again, and ids are still known', async () => {
      const store = await openStore(subject);
      const events = newEvents(5);
      const first = await store.append('s', events, { expectedRevision: 'no-stream' });
      const before = await collect(store.readAll());
      const again = await (reopen ?? subject.makeStore)(store);
      try {
        expect(await collect(again.readAll())).toEqual(before);
        expect(await again.append('s', events, { expectedRevision: 'no-stream' })).toEqual(first);
        if (again.knowsEveryId === true)
          await expectRefusal(
            again.append('another', events, { expectedRevision: 'no-stream' }),
            'event-id-conflict',
          );
        const next = await again.append('s', newEvents(1), { expectedRevision: first.revision });
        expect(next.position).toBeGreaterThan(first.position);
      } finally {
        await again.close();
      }
    });
  });
};
