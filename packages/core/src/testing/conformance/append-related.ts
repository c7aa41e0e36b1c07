import { describe, expect, it } from 'vitest';
import type { EventStore, RelatedRevision } from '../../engine/log/event-store.ts';
import {
  type ConformanceSubject,
  collect,
  expectRefusal,
  newEvent,
  newEvents,
  openStore,
} from './subject.ts';

/** A rule over two streams: at most one of them is taken, whoever asks first. */
const takenWhileOtherIsFree = (store: EventStore, own: string, other: string) =>
  store.append(own, [newEvent({ taken: true })], {
    expectedRevision: 0,
    related: [{ stream: other, revision: 0 }],
  });

const streamsOfOneEvent = async (store: EventStore, names: readonly string[]): Promise<void> => {
  for (const name of names) await store.append(name, [newEvent()], { expectedRevision: 'no-stream' });
};

export const appendRelated = (subject: ConformanceSubject): void => {
  /** An empty store, when it checks related streams; the test is passed over when it does not. */
  const checkingStore = async (skip: () => void): Promise<EventStore> => {
    const store = await openStore(subject);
    if (store.checksRelated !== true) skip();
    return store;
  };

  describe('related streams', () => {
    it('are refused by a store that does not check them', async ({ skip }) => {
      const store = await openStore(subject);
      skip(store.checksRelated === true);
      const related = [{ stream: 'other', revision: 'no-stream' }] as const;
      const append = store.append('stream', [newEvent()], { expectedRevision: 'any', related });
      await expectRefusal(append, 'invalid-append');
      await store.append('stream', [newEvent()], { expectedRevision: 'any', related: [] });
    });

    const cases: readonly (RelatedRevision & { readonly accepted: boolean })[] = [
      { stream: 'other', revision: 1, accepted: true },
      { stream: 'other', revision: 0, accepted: false },
      { stream: 'other', revision: 2, accepted: false },
      { stream: 'other', revision: 'no-stream', accepted: false },
      { stream: 'missing', revision: 'no-stream', accepted: true },
      { stream: 'missing', revision: 0, accepted: false },
    ];
    for (const { accepted, ...other } of cases) {
      const at = `${other.stream} at ${other.revision}`;
      it(`an append that was decided on ${at} is ${accepted ? 'accepted' : 'refused'}`, async ({ skip }) => {
        const store = await checkingStore(skip);
        await store.append('other', newEvents(2), { expectedRevision: 'no-stream' });
        const append = store.append('stream', [newEvent()], {
          expectedRevision: 'no-stream',
          related: [other],
        });
        if (accepted) expect(await append).toMatchObject({ revision: 0 });
        else {
          await expectRefusal(append, 'wrong-expected-revision', {
            stream: other.stream,
            expectedRevision: other.revision,
            currentRevision: other.stream === 'other' ? 1 : null,
          });
          expect(await collect(store.readStream('stream'))).toEqual([]);
        }
      });
    }

    it('are looked at after the own stream, in their order', async ({ skip }) => {
      const store = await checkingStore(skip);
      await streamsOfOneEvent(store, ['stream', 'a', 'b', 'c']);
      const moved = [
        { stream: 'a', revision: 0 },
        { stream: 'b', revision: 7 },
        { stream: 'c', revision: 8 },
      ] as const;
      const giveAt = (expectedRevision: number) =>
        store.append('stream', [newEvent()], { expectedRevision, related: moved });
      await expectRefusal(giveAt(3), 'wrong-expected-revision', { stream: 'stream', currentRevision: 0 });
      await expectRefusal(giveAt(0), 'wrong-expected-revision', { stream: 'b', expectedRevision: 7 });
    });

    it('that are the own stream refuse an append that takes any revision of it', async ({ skip }) => {
      const store = await checkingStore(skip);
      await streamsOfOneEvent(store, ['stream']);
      const give = (revision: number) =>
        store.append('stream', [newEvent()], {
          expectedRevision: 'any',
          related: [{ stream: 'stream', revision }],
        });
      await expectRefusal(give(7), 'wrong-expected-revision', {
        stream: 'stream',
        expectedRevision: 7,
        currentRevision: 0,
      });
      expect(await give(0)).toMatchObject({ revision: 1 });
    });

    it('do not refuse a repeat', async ({ skip }) => {
      const store = await checkingStore(skip);
      await streamsOfOneEvent(store, ['stream', 'other']);
      const event = newEvent();
      const give = () =>
        store.append('stream', [event], {
          expectedRevision: 0,
          related: [{ stream: 'other', revision: 0 }],
        });
      const first = await give();
      await store.append('other', [newEvent()], { expectedRevision: 0 });
      expect(await give()).toEqual(first);
    });

    it('with names and revisions that cannot be are a mistake of the caller', async ({ skip }) => {
      const store = await checkingStore(skip);
      const wrong: readonly RelatedRevision[] = [
        { stream: '', revision: 0 },
        { stream: 'a\nb', revision: 0 },
        { stream: 'other', revision: -1 },
        { stream: 'other', revision: 0.5 },
      ];
      for (const other of wrong) {
        const append = store.append('stream', [newEvent()], { expectedRevision: 'any', related: [other] });
        await expectRefusal(append, 'invalid-append');
      }
    });

    it('can be many', async ({ skip }) => {
      const store = await checkingStore(skip);
      const names = Array.from({ length: 3000 }, (_, n) => `other-${n}`);
      const related: readonly RelatedRevision[] = names.map((stream) => ({ stream, revision: 'no-stream' }));
      await store.append('stream', [newEvent()], { expectedRevision: 'no-stream', related });
      await streamsOfOneEvent(store, ['other-2999']);
      await expectRefusal(
        store.append('stream', [newEvent()], { expectedRevision: 0, related }),
        'wrong-expected-revision',
        { stream: 'other-2999', currentRevision: 0 },
      );
    });

    it('of two appends that were decided on each other one is taken, sent together or not', async ({
      skip,
    }) => {
      const store = await checkingStore(skip);
      for (let pair = 0; pair < 60; pair += 1) {
        const [a, b] = [`a-${pair}`, `b-${pair}`];
        await streamsOfOneEvent(store, [a, b]);
        const outcomes = await Promise.allSettled([
          takenWhileOtherIsFree(store, a, b),
          takenWhileOtherIsFree(store, b, a),
        ]);
        expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
        const refused = outcomes.find((outcome) => outcome.status === 'rejected');
        expect(refused?.reason).toMatchObject({ code: 'wrong-expected-revision', currentRevision: 1 });
      }
    });

    it('of a ring of appends at least one is refused, and one that is refused takes no other with it', async ({
      skip,
    }) => {
      const store = await checkingStore(skip);
      for (const size of [3, 4, 7]) {
        const names = Array.from({ length: size }, (_, n) => `ring-${size}-${n}`);
        await streamsOfOneEvent(store, names);
        const outcomes = await Promise.allSettled(
          names.map((name, n) => takenWhileOtherIsFree(store, name, names[(n + 1) % size] ?? '')),
        );
        // In the order in which they were sent: each but the last found the next one free.
        expect(outcomes.map(({ status }) => status)).toEqual([
          ...names.slice(1).map(() => 'fulfilled'),
          'rejected',
        ]);
      }
    });
  });
};
