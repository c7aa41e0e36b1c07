import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventStore } from '../engine/log/event-store.ts';
import { doableBy, type Operation, operations, perform } from './conformance/operations.ts';

type MakeStore = () => EventStore | Promise<EventStore>;

/**
 * Does the same to two stores and expects the same outcomes, to appends that are sent together too.
 *
 * Positions are compared by their order. fast-check prints the seed and the shortest difference.
 */
export const eventStoreDifferential = (
  makeA: MakeStore,
  makeB: MakeStore,
  { name, runs = 50 }: { readonly name: string; readonly runs?: number },
): void => {
  // Operations of one round are sent without waiting for each other.
  const rounds = fc.array(fc.array(operations, { minLength: 1, maxLength: 6 }), { maxLength: 12 });
  describe(`${name} do the same`, () => {
    it('after any operations, one by one or sent together', async () => {
      const property = fc.asyncProperty(rounds, async (planned) => {
        const [a, b] = [await makeA(), await makeB()];
        try {
          for (const wanted of planned) {
            const round = wanted.map((operation) => doableBy(operation, a, b));
            expect(await performTogether(b, round)).toEqual(await performTogether(a, round));
          }
          const everything: Operation = { kind: 'read-all', options: {} };
          expect(await perform(b, everything)).toEqual(await perform(a, everything));
        } finally {
          await Promise.all([a.close(), b.close()]);
        }
      });
      await fc.assert(property, { numRuns: runs });
    });
  });
};

/** Appends together, then reads: a read that is sent beside an append may see it or not. */
const performTogether = async (store: EventStore, round: readonly Operation[]) => {
  const appends = round.filter(({ kind }) => kind === 'append');
  const reads = round.filter(({ kind }) => kind !== 'append');
  const appended = await Promise.all(appends.map((operation) => perform(store, operation)));
  return [...appended, ...(await Promise.all(reads.map((operation) => perform(store, operation))))];
};
