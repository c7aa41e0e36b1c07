import { expect, it } from 'vitest';
import { type Grouped, grouping, mostGroups } from './groups.ts';

const none: Grouped = { agencyId: null, category: null, areaCode: null, channel: '', procedure: '' };

it('a question has as many groups as an answer may have, and is refused with one more', () => {
  const sums = grouping(
    ['category'],
    () => undefined,
    () => ({ cases: 0 }),
  );
  for (let n = 0; n < mostGroups; n++) sums.at({ ...none, category: `c-${n}` }, '2026-01-01').cases += 1;
  expect(sums.at({ ...none, category: 'c-1' }, '2026-01-01').cases).toBe(1);
  expect(sums.entries()).toHaveLength(mostGroups);
  expect(() => sums.at({ ...none, category: 'one more' }, '2026-01-01')).toThrow(
    expect.objectContaining({ code: 'invalid-query' }),
  );
});
