import { describe, expect, it } from 'vitest';
import type { ReadStreamOptions } from '../../engine/log/event-store.ts';
import { type ConformanceSubject, collect, idsOf, newEvents, openStore } from './subject.ts';

export const readStream = (subject: ConformanceSubject): void => {
  describe('reading a stream', () => {
    const cases: readonly (readonly [string, ReadStreamOptions, readonly number[]])[] = [
      ['forwards, all of it', {}, [0, 1, 2, 3, 4]],
      ['backwards, all of it', { backwards: true }, [4, 3, 2, 1, 0]],
      ['from the middle', { fromRevision: 2 }, [2, 3, 4]],
      ['from the middle backwards', { fromRevision: 2, backwards: true }, [2, 1, 0]],
      ['from the middle to the end inclusive', { fromRevision: 1, toRevision: 3 }, [1, 2, 3]],
      [
        'from a later revision back to an earlier one',
        { fromRevision: 3, toRevision: 1, backwards: true },
        [3, 2, 1],
      ],
      ['one revision', { fromRevision: 4, toRevision: 4 }, [4]],
      ['from the first backwards', { fromRevision: 0, backwards: true }, [0]],
      ['back to the first', { toRevision: 0, backwards: true }, [4, 3, 2, 1, 0]],
      ['to the first', { toRevision: 0 }, [0]],
      ['beyond the end', { fromRevision: 5 }, []],
      ['from beyond the end backwards', { fromRevision: 99, backwards: true }, [4, 3, 2, 1, 0]],
      ['to beyond the end', { fromRevision: 3, toRevision: 99 }, [3, 4]],
      ['against its direction', { fromRevision: 3, toRevision: 1 }, []],
      ['against its direction, backwards', { fromRevision: 1, toRevision: 3, backwards: true }, []],
      ['nothing, by a limit of 0', { limit: 0 }, []],
      ['the first two', { limit: 2 }, [0, 1]],
      ['the last two', { limit: 2, backwards: true }, [4, 3]],
      ['a limit that is not reached', { limit: 99, fromRevision: 3 }, [3, 4]],
      ['options that are undefined', unset(), [0, 1, 2, 3, 4]],
    ];
    for (const [name, options, revisions] of cases) {
      it(name, async () => {
        const store = await openStore(subject);
        const events = newEvents(5);
        // In two appends and between others, so that neither an append nor the log is mistaken for the stream.
        await store.append('stream', events.slice(0, 2), { expectedRevision: 'any' });
        await store.append('stream2', newEvents(3), { expectedRevision: 'any' });
        await store.append('stream', events.slice(2), { expectedRevision: 'any' });
        const read = await collect(store.readStream('stream', options));
        expect(read.map(({ revision }) => revision)).toEqual(revisions);
        expect(idsOf(read)).toEqual(revisions.map((revision) => events[revision]?.id));
      });
    }

    it('a missing stream has no events', async () => {
      const store = await openStore(subject);
      expect(await collect(store.readStream('missing'))).toEqual([]);
      expect(await collect(store.readStream('missing', { backwards: true }))).toEqual([]);
    });

    it('a name that no stream can have has no events', async () => {
      const store = await openStore(subject);
      await store.append('a\ufffd', newEvents(1), { expectedRevision: 'any' });
      expect(await collect(store.readStream('a\ud83d'))).toEqual([]);
      expect(await collect(store.readStream(''))).toEqual([]);
    });

    it('a long stream is read whole, in both directions and over every page', async () => {
      const store = await openStore(subject);
      const events = newEvents(2_500);
      await store.append('stream', events, { expectedRevision: 'any' });
      expect(idsOf(await collect(store.readStream('stream')))).toEqual(idsOf(events));
      expect(idsOf(await collect(store.readStream('stream', { backwards: true })))).toEqual(
        idsOf(events).toReversed(),
      );
      expect(await collect(store.readStream('stream', { fromRevision: 1, limit: 1_000 }))).toHaveLength(
        1_000,
      );
    });

    it('a read that is left early can be begun again', async () => {
      const store = await openStore(subject);
      await store.append('stream', newEvents(3), { expectedRevision: 'any' });
      const stream = store.readStream('stream');
      for await (const event of stream) {
        expect(event.revision).toBe(0);
        break;
      }
      expect(await collect(store.readStream('stream'))).toHaveLength(3);
    });

    it('what was appended is there when the append is answered', async () => {
      const store = await openStore(subject);
      for (let revision = 0; revision < 20; revision++) {
        await store.append('stream', newEvents(1), { expectedRevision: 'any' });
        const [last] = await collect(store.readStream('stream', { backwards: true, limit: 1 }));
        expect(last?.revision).toBe(revision);
      }
    });
  });
};

/** Options as a caller has them that passes on its own: present, and undefined. */
const unset = (): ReadStreamOptions =>
  Object.fromEntries(['fromRevision', 'toRevision', 'limit'].map((key) => [key]));
