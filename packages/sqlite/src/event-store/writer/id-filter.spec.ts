import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createIdFilter } from './id-filter.ts';

it('an id that was added is never denied', () => {
  fc.assert(
    fc.property(fc.array(fc.uuid(), { maxLength: 200 }), (ids) => {
      const filter = createIdFilter();
      for (const id of ids) filter.add(id);
      expect(ids.every(filter.mayHave)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

it('nearly every other id is denied', () => {
  const filter = createIdFilter();
  for (let count = 0; count < 50_000; count++) filter.add(crypto.randomUUID());
  let taken = 0;
  for (let count = 0; count < 10_000; count++) if (filter.mayHave(crypto.randomUUID())) taken += 1;
  expect(taken).toBeLessThan(50);
});
