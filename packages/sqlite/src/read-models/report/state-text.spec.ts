import { type CaseFacts, foldCase } from '@phananh/core/read-models';
import { lifecycleFixture } from '@phananh/core/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { play, step } from '../../../test/random-histories.ts';
import { factsOfText, textOfFacts } from './state-text.ts';

it('the text of a case gives back all of it, after every event of random histories', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 120 }), async (steps) => {
      const lifecycle = await lifecycleFixture();
      const reportIds = [await lifecycle.submit(), await lifecycle.submit()];
      await play(lifecycle, reportIds, steps);
      for (const reportId of reportIds) {
        let facts: CaseFacts | undefined;
        for await (const event of lifecycle.reports.store.readStream(`report-${reportId}`)) {
          facts = foldCase(facts, event);
          expect(factsOfText(textOfFacts(facts))).toEqual(facts);
          compared += 1;
        }
      }
    }),
    { numRuns: 30 },
  );
  expect(compared).toBeGreaterThan(300);
});
