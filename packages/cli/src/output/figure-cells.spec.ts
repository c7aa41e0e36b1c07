import { expect, it } from 'vitest';
import { shownRatio, whyNotRipe } from './figure-cells.ts';

const none = { 'on-time': 9, 'on-time-extended': 0, late: 1, open: 0, overdue: 0, paused: 0, 'no-term': 4 };

it('tells of a cohort that is not ripe what is still to come, and of no term that runs where all have run out', () => {
  expect(whyNotRipe([{ counts: none, open: 0 }])).toBeUndefined();
  expect(whyNotRipe([{ counts: { ...none, overdue: 3449 }, open: 3449 }])).toBe(
    'not ripe: 3,449 cases are undecided: 3,449 overdue',
  );
  expect(whyNotRipe([{ counts: { ...none, open: 1 }, open: 1 }])).toBe(
    'not ripe: 1 case is undecided: 1 in their terms',
  );
  const both = [
    { counts: { ...none, open: 2, overdue: 1 }, open: 3 },
    { counts: { ...none, paused: 1 }, open: 1 },
  ];
  expect(whyNotRipe(both)).toBe(
    'not ripe: 4 cases are undecided: 2 in their terms, 1 waiting for the citizen, 1 overdue',
  );
});

it.each([
  [9_996, 10_000, '99.9% (9,996/10,000)'],
  [10_000, 10_000, '100.0% (10,000/10,000)'],
  [4, 10_000, '0.1% (4/10,000)'],
  [0, 10_000, '0.0% (0/10,000)'],
  [1, 3, '33.3% (1/3)'],
])(
  '%i of %i: what is not all is never shown as all, nor what is something as nothing',
  (numerator, denominator, text) => {
    expect(shownRatio({ numerator, denominator, value: numerator / denominator })).toBe(text);
  },
);
