import { expect, it } from 'vitest';
import type { CountedCase } from './counted-case.ts';
import { ratio } from './ratio.ts';
import { ratioDefinitions } from './ratio-definitions.ts';
import { slaFiguresOf } from './sla-figures.ts';
import { addTally, count, emptyTally, type Tally } from './tally.ts';

const plain: CountedCase = {
  agencyId: null,
  category: null,
  areaCode: null,
  channel: 'app',
  procedure: 'ordinary',
  labels: [],
  priority: 'normal',
  outcome: null,
  submittedAt: '2026-03-02T02:00:00.000Z',
  submittedDay: '2026-03-02',
  decidedAt: '2026-03-04T02:00:00.000Z',
  decidedDay: '2026-03-04',
  verdict: 'on-time',
  againstOriginal: 'on-time',
  assigned: false,
  returned: false,
  extended: false,
  published: false,
  disputed: false,
  disputeDecided: false,
  upheld: false,
  reopened: false,
};
const running = { decidedAt: null, decidedDay: null };

/** So many cases of each kind that no two sums of them are the same. */
const tallyOf = (...kinds: readonly (readonly [number: number, kind: Partial<CountedCase>])[]): Tally => {
  const tally = emptyTally();
  for (const [number, kind] of kinds) for (let n = 0; n < number; n++) count(tally, { ...plain, ...kind });
  return tally;
};

const verdicts = tallyOf(
  [1, { verdict: 'on-time' }],
  [2, { verdict: 'on-time-extended', againstOriginal: 'late' }],
  [4, { verdict: 'late', againstOriginal: 'late' }],
  [8, { ...running, verdict: 'open', againstOriginal: 'open' }],
  [16, { ...running, verdict: 'overdue', againstOriginal: 'overdue' }],
  [32, { ...running, verdict: 'paused', againstOriginal: 'paused' }],
  [64, { verdict: 'no-term', againstOriginal: 'no-term' }],
  [128, { ...running, verdict: 'no-term', againstOriginal: 'no-term' }],
);

it('on-time ratios are what their definitions say, in both readings', () => {
  const { cases, counts, ratios, ratiosAgainstOriginal, open, ripe } = slaFiguresOf({}, verdicts);
  expect(cases).toBe(255);
  expect(counts).toEqual({
    'on-time': 1,
    'on-time-extended': 2,
    late: 4,
    open: 8,
    overdue: 16,
    paused: 32,
    'no-term': 192,
  });
  expect(ratios.onTimeOfDecided).toEqual({ numerator: 3, denominator: 7, value: 3 / 7 });
  expect(ratios.onTimeOfDue).toEqual({ numerator: 3, denominator: 23, value: 3 / 23 });
  expect(ratios.onTimeOfAll).toEqual({ numerator: 3, denominator: 255, value: 3 / 255 });
  expect(ratios.resolutionRate).toEqual({ numerator: 71, denominator: 255, value: 71 / 255 });
  expect(ratiosAgainstOriginal).toEqual({
    onTimeOfDecided: ratio(1, 7),
    onTimeOfDue: ratio(1, 23),
    onTimeOfAll: ratio(1, 255),
  });
  expect([open, ripe]).toEqual([56, false]);
});

it('rates of what happened are what their definitions say', () => {
  const { ratios, ripe } = slaFiguresOf(
    {},
    tallyOf(
      [1, { assigned: true, returned: true }],
      [2, { assigned: true, extended: true }],
      [4, { assigned: true }],
      [8, { published: true, disputed: true }],
      [16, { published: true, disputed: true, disputeDecided: true }],
      [32, { published: true, disputed: true, disputeDecided: true, upheld: true, reopened: true }],
      [64, { published: true }],
    ),
  );
  expect(ratios).toMatchObject({
    returnRate: { numerator: 1, denominator: 7 },
    extensionRate: { numerator: 2, denominator: 7 },
    disputeRate: { numerator: 56, denominator: 120 },
    upheldRate: { numerator: 32, denominator: 48 },
    reopenRate: { numerator: 32, denominator: 120 },
  });
  expect(Object.keys(ratios).sort()).toEqual(Object.keys(ratioDefinitions).sort());
  expect(ripe).toBe(true);
});

it('a ratio of nothing has no value, and tallies add up', () => {
  expect(slaFiguresOf({}, emptyTally()).ratios.onTimeOfDue).toEqual({
    numerator: 0,
    denominator: 0,
    value: null,
  });
  const twice = emptyTally();
  addTally(twice, verdicts);
  addTally(twice, verdicts);
  expect(slaFiguresOf({}, twice)).toMatchObject({ cases: 510, counts: { late: 8 }, open: 112 });
});
