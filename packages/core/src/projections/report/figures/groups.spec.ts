import { expect, it } from 'vitest';
import { type Grouped, grouping, groupValue, isWithin, mostGroups } from './groups.ts';
import type { SlaGroup, Within } from './sla-figures.ts';

const none: Grouped = {
  agencyId: null,
  category: null,
  labels: [],
  areaCode: null,
  channel: '',
  procedure: '',
  priority: 'normal',
  outcome: null,
};

it('a question has as many groups as an answer may have, and is refused with one more', () => {
  const sums = grouping(
    ['category'],
    () => undefined,
    () => ({ cases: 0 }),
  );
  for (let n = 0; n < mostGroups; n++)
    for (const sum of sums.at({ ...none, category: `c-${n}` }, '2026-01-01')) sum.cases += 1;
  expect(sums.at({ ...none, category: 'c-1' }, '2026-01-01')).toEqual([{ cases: 1 }]);
  expect(sums.entries()).toHaveLength(mostGroups);
  expect(() => sums.at({ ...none, category: 'one more' }, '2026-01-01')).toThrow(
    expect.objectContaining({ code: 'invalid-query' }),
  );
});

it('a day is of the week of ISO 8601, whose year is that of its Thursday', () => {
  const weekOf = (day: string) => groupValue('week', none, day, () => undefined);
  const days = [
    '2025-12-28',
    '2025-12-29',
    '2026-01-01',
    '2026-01-04',
    '2026-01-05',
    '2026-12-31',
    '2027-01-03',
  ];
  expect(days.map(weekOf)).toEqual([
    '2025-W52',
    '2026-W01',
    '2026-W01',
    '2026-W01',
    '2026-W02',
    '2026-W53',
    '2026-W53',
  ]);
  expect(['1969-12-28', '1969-12-29', '1970-01-04'].map(weekOf)).toEqual([
    '1969-W52',
    '1970-W01',
    '1970-W01',
  ]);
});

it('several values of a filter mean any of them, and different filters all of them', () => {
  const isIn = (within: Parameters<typeof isWithin>[0]) =>
    isWithin(within, { ...none, agencyId: 'a', outcome: null }, '2026-01-01', () => undefined);
  expect(isIn({ agency: ['a', 'b'] })).toBe(true);
  expect(isIn({ agency: ['b', null] })).toBe(false);
  expect(isIn({ agency: ['a'], outcome: ['fixed', null] })).toBe(true);
  expect(isIn({ agency: ['a'], outcome: ['fixed'] })).toBe(false);
});

it('a case counts in the group of each of its labels that are asked for, and without any in that of null', () => {
  const countedBy = (groupBy: readonly SlaGroup[], within?: Within) => {
    const sums = grouping(
      groupBy,
      () => undefined,
      () => ({ cases: 0 }),
      { within },
    );
    const cases = [['storm', 'school'], ['storm'], []].map((labels) => ({
      ...none,
      labels,
      category: 'road',
    }));
    for (const one of cases)
      if (isWithin(within, one, '2026-01-01', () => undefined))
        for (const sum of sums.at(one, '2026-01-01')) sum.cases += 1;
    return sums.entries().map(([group, { cases: number }]) => [group, number]);
  };
  expect(countedBy(['label'])).toEqual([
    [{ label: null }, 1],
    [{ label: 'school' }, 1],
    [{ label: 'storm' }, 2],
  ]);
  expect(countedBy(['category', 'label'], { label: ['school', null] })).toEqual([
    [{ category: 'road', label: null }, 1],
    [{ category: 'road', label: 'school' }, 1],
  ]);
  // By anything else, a case with several of the labels counts once.
  expect(countedBy(['category'], { label: ['school', 'storm'] })).toEqual([[{ category: 'road' }, 2]]);
  expect(countedBy([], { label: null })).toEqual([[{}, 1]]);
  expect(countedBy(['label'], { label: 'unknown' })).toEqual([]);
});
