import fc from 'fast-check';
import { expect, it } from 'vitest';
import { knownIds } from './known-ids.ts';

const streams = ['a', 'b', 'c'] as const;

it('what is known of streams is right, however few ids are kept, and those used last are kept', () => {
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ writes: fc.constantFrom(...streams) }) },
    { weight: 1, arbitrary: fc.record({ forgets: fc.constantFrom(...streams) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 0, max: 12 }), (steps, most) => {
      const known = knownIds(most);
      const written: { [stream: string]: string[] } = { a: [], b: [], c: [] };
      const learn = (stream: string, revision: number): void =>
        known.learn({ id: `${stream}${revision}`, stream, revision });
      for (const one of steps) {
        if ('forgets' in one) {
          known.forget(one.forgets);
          expect(known.endOf(one.forgets)).toBeNull();
          continue;
        }
        const { writes: stream } = one;
        const ids = written[stream] ?? [];
        ids.push(`${stream}${ids.length}`);
        // Who writes to a stream of which nothing is known reads it from its first event on.
        for (let at = (known.endOf(stream) ?? -1) + 1; at < ids.length; at++) learn(stream, at);
        expect(known.endOf(stream)).toBe(ids.length - 1);
        let kept = 0;
        for (const [name, all] of Object.entries(written)) {
          const end = known.endOf(name);
          for (const [revision, id] of all.entries())
            expect(known.find(id)).toEqual(end === null ? undefined : { stream: name, revision });
          if (end !== null && name !== stream) kept += all.length;
        }
        expect(kept === 0 || kept + ids.length <= most).toBe(true);
        // One that leaves a gap says nothing.
        learn(stream, ids.length + 1);
        expect(known.endOf(stream)).toBe(ids.length - 1);
      }
    }),
  );
});
