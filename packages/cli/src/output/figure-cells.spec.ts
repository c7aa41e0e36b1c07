import { expect, it } from 'vitest';
import { whyNotRipe } from './figure-cells.ts';

const none = { 'on-time': 9, 'on-time-extended': 0, late: 1, open: 0, overdue: 0, paused: 0, 'no-term': 4 };

it('tells of a cohort that is not ripe what is still to come, and of no term that runs where all have run out', () => {
  expect(whyNotRipe([{ counts: none, open: 0 }])).toBeUndefined();
  expect(whyNotRipe([{ counts: { ...none, overdue: 3449 }, open: 3449 }])).toBe(
    'not ripe: 3,449 cases are undecided: 3,449 overdue',
  );
  const both = [
    { counts: { ...none, open: 2, overdue: 1 }, open: 3 },
    { counts: { ...none, paused: 1 }, open: 1 },
  ];
  expect(whyNotRipe(both)).toBe(
    'not ripe: 4 cases are undecided: 2 in their terms, 1 waiting for the citizen, 1 overdue',
  );
});
