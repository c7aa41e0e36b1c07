import { expect, it } from 'vitest';
import { disagreements, everyPlace } from '../support/every-place.ts';

it.each([2024, 2026, 2031])(
  'a day of %i is off wherever date-holidays covers every minute of it, and told in part where not',
  (year) => {
    const all = everyPlace().map((place) => disagreements(place, year));
    expect(all.flatMap(({ found }) => found)).toEqual([]);
    // Over six hundred places: the list that is gone through is not an empty one.
    expect(all.length).toBeGreaterThan(600);
    expect(all.reduce((sum, { parts }) => sum + parts, 0)).toBeGreaterThan(40);
  },
);
