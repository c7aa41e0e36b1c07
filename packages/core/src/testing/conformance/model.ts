import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventStore } from '../../engine/log/event-store.ts';
import { doableBy, freshAppends, operations, perform } from './operations.ts';
import { expectedOutcome, type ReferenceModel } from './reference-model.ts';
import { type ConformanceSubject, collect, idsOf } from './subject.ts';

const commands = operations.map(
  (operation): fc.AsyncCommand<ReferenceModel, EventStore> => ({
    check: () => true,
    async run(model, store) {
      const doable = doableBy(operation, store);
      expect(await perform(store, doable)).toEqual(expectedOutcome(model, doable));
    },
    toString: () => JSON.stringify(operation),
  }),
);

/** fast-check prints the seed and the shortest failing run. */
export const model = (subject: ConformanceSubject): void => {
  const { runs = 30 } = subject;
  describe('against a model', () => {
    it('any sequence of operations ends as in the model', async () => {
      const property = fc.asyncProperty(fc.commands([commands], { maxCommands: 40 }), async (run) => {
        const store = await subject.makeStore();
        try {
          await fc.asyncModelRun(() => ({ model: { log: [] }, real: store }), run);
        } finally {
          await store.close();
        }
      });
      await fc.assert(property, { numRuns: runs });
    });

    it('appends that begin in any order end as if they had been done one by one, in the order of their positions', async () => {
      const appends = fc.array(freshAppends, { minLength: 2, maxLength: 12 });
      const property = fc.asyncProperty(fc.scheduler(), appends, async (scheduler, planned) => {
        const store = await subject.makeStore();
        try {
          const running = Promise.all(
            planned.map(async (wanted) => {
              const operation = doableBy(wanted, store);
              await scheduler.schedule(Promise.resolve());
              return { operation, outcome: await perform(store, operation) };
            }),
          );
          const done = await scheduler.waitFor(running);
          const accepted = done.flatMap(({ operation, outcome }) =>
            outcome.kind === 'appended' ? [{ operation, outcome }] : [],
          );
          accepted.sort((a, b) => a.outcome.index - b.outcome.index);
          const oneByOne: ReferenceModel = { log: [] };
          for (const { operation, outcome } of accepted) {
            expect(outcome).toEqual(expectedOutcome(oneByOne, operation));
          }
          expect(idsOf(await collect(store.readAll()))).toEqual(oneByOne.log.map(({ event }) => event.id));
        } finally {
          await store.close();
        }
      });
      await fc.assert(property, { numRuns: runs });
    });
  });
};
