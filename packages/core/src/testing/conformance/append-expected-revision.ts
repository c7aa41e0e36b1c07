import { describe, expect, it } from 'vitest';
import {
  type ConformanceSubject,
  collect,
  expectRefusal,
  idsOf,
  newEvent,
  newEvents,
  openStore,
} from './subject.ts';

export const appendExpectedRevision = (subject: ConformanceSubject): void => {
  describe('expected revision', () => {
    it('revisions count from 0, without gaps, each stream for itself', async () => {
      const store = await openStore(subject);
      expect(await store.append('a', newEvents(3), { expectedRevision: 'no-stream' })).toMatchObject({
        revision: 2,
      });
      expect(await store.append('b', newEvents(1), { expectedRevision: 'no-stream' })).toMatchObject({
        revision: 0,
      });
      expect(await store.append('a', newEvents(2), { expectedRevision: 2 })).toMatchObject({ revision: 4 });
      const revisions = (await collect(store.readStream('a'))).map(({ revision }) => revision);
      expect(revisions).toEqual([0, 1, 2, 3, 4]);
    });

    for (const state of ['missing', 'existing'] as const) {
      const current = state === 'missing' ? null : 1;
      const cases = [
        { expectedRevision: 'any', accepted: true },
        { expectedRevision: 'no-stream', accepted: state === 'missing' },
        { expectedRevision: 'stream-exists', accepted: state === 'existing' },
        { expectedRevision: 0, accepted: false },
        { expectedRevision: 1, accepted: state === 'existing' },
        { expectedRevision: 2, accepted: false },
        { expectedRevision: Number.MAX_SAFE_INTEGER, accepted: false },
      ] as const;
      for (const { expectedRevision, accepted } of cases) {
        it(`${expectedRevision} is ${accepted ? 'accepted' : 'refused'} for the ${state} stream`, async () => {
          const store = await openStore(subject);
          await store.append('neighbour', newEvents(3), { expectedRevision: 'any' });
          if (current !== null)
            await store.append('stream', newEvents(current + 1), { expectedRevision: 'no-stream' });
          const append = store.append('stream', [newEvent()], { expectedRevision });
          if (accepted) expect(await append).toMatchObject({ revision: (current ?? -1) + 1 });
          else
            await expectRefusal(append, 'wrong-expected-revision', {
              stream: 'stream',
              expectedRevision,
              currentRevision: current,
            });
        });
      }
    }

    it('one of many racing appends wins', async () => {
      const store = await openStore(subject);
      await store.append('stream', newEvents(1), { expectedRevision: 'no-stream' });
      const racers = Array.from({ length: 20 }, () => newEvent());
      const outcomes = await Promise.allSettled(
        racers.map((event) => store.append('stream', [event], { expectedRevision: 0 })),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected')
          expect(outcome.reason).toMatchObject({ code: 'wrong-expected-revision' });
      }
      const winner = racers[outcomes.findIndex(({ status }) => status === 'fulfilled')];
      expect(idsOf(await collect(store.readStream('stream', { fromRevision: 1 })))).toEqual([winner?.id]);
    });

    it('racing appends that expect nothing all get in, each in one piece', async () => {
      const store = await openStore(subject);
      const appends = Array.from({ length: 20 }, () => newEvents(3));
      await Promise.all(appends.map((events) => store.append('stream', events, { expectedRevision: 'any' })));
      const ids = idsOf(await collect(store.readStream('stream')));
      expect(ids).toHaveLength(60);
      for (const events of appends) {
        const start = ids.indexOf(events[0]?.id ?? '');
        expect(ids.slice(start, start + 3)).toEqual(idsOf(events));
      }
    });

    it('appends sent one after the other, without waiting, see each other', async () => {
      const store = await openStore(subject);
      const sent = [
        store.append('stream', newEvents(1), { expectedRevision: 'no-stream' }),
        store.append('stream', newEvents(2), { expectedRevision: 0 }),
        store.append('stream', newEvents(1), { expectedRevision: 2 }),
      ];
      expect((await Promise.all(sent)).map(({ revision }) => revision)).toEqual([0, 2, 3]);
    });

    it('a refused append leaves nothing behind and takes no other with it', async () => {
      const store = await openStore(subject);
      const [first, refused, last] = [newEvents(2), newEvents(2), newEvents(2)];
      const outcomes = await Promise.allSettled([
        store.append('a', first, { expectedRevision: 'no-stream' }),
        store.append('a', refused, { expectedRevision: 'no-stream' }),
        store.append('b', last, { expectedRevision: 'no-stream' }),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(idsOf(await collect(store.readAll()))).toEqual(idsOf([...first, ...last]));
    });
  });
};
