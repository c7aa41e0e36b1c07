import { emptyTally, type Grouped, grouping, type SlaGroup, slaFiguresOf } from '@phananh/core/read-models';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keptFigures } from './kept-figures.ts';

const few = (...values: readonly string[]) => fc.constantFrom(...values);
const cell = fc.record({
  grouped: fc.record({
    agencyId: fc.option(few('a', 'b')),
    category: fc.option(few('a', 'b')),
    labels: fc.constant([]),
    areaCode: fc.constant(null),
    channel: few('app', 'web'),
    procedure: fc.constant('ordinary'),
    priority: fc.constant('normal'),
    outcome: fc.constant(null),
  }) satisfies fc.Arbitrary<Grouped>,
  month: few('2026-03', '2026-04'),
  cases: fc.integer({ min: 1, max: 9 }),
});
const groupBy = fc.constantFrom<readonly SlaGroup[]>([], ['agency'], ['agency', 'month'], ['agencyKind']);
const kinds = fc.constantFrom<'government' | 'enterprise'>('government', 'enterprise');

it('figures that are kept are those that would be made anew, however few are kept', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(groupBy, kinds, fc.array(cell, { maxLength: 6 })), { maxLength: 12 }),
      fc.constantFrom(0, 3, 100),
      (questions, most) => {
        const sumsOf = keptFigures(most);
        for (const [groups, kind, cells] of questions) {
          const kept = sumsOf(groups.join(), groups, () => kind);
          const anew = grouping(groups, () => kind, emptyTally);
          for (const { grouped, month, cases } of cells)
            for (const sums of [kept, anew]) {
              for (const tally of sums.at(grouped, month)) tally[0] = (tally[0] ?? 0) + cases;
            }
          expect(kept.figures()).toEqual(anew.entries().map(([group, tally]) => slaFiguresOf(group, tally)));
        }
      },
    ),
  );
});

it('figures of a group whose counts are the same are the same object', () => {
  const sumsOf = keptFigures();
  const nobody: Grouped = {
    agencyId: 'a',
    category: null,
    labels: [],
    areaCode: null,
    channel: 'app',
    procedure: 'x',
    priority: 'normal',
    outcome: null,
  };
  const ask = (cases: number) => {
    const sums = sumsOf('scope', ['agency'], () => undefined);
    for (const tally of sums.at(nobody, '2026-03')) tally[0] = cases;
    return sums.figures()[0];
  };
  const first = ask(1);
  expect(ask(1)).toBe(first);
  expect(ask(2)).not.toBe(first);
  expect(first?.cases).toBe(1);
});
