import { readings, verdicts } from '../../sla/index.ts';
import type { CountedCase } from './counted-case.ts';

const marks = [
  'assigned',
  'returned',
  'extended',
  'published',
  'disputed',
  'disputeDecided',
  'upheld',
  'reopened',
] as const satisfies readonly (keyof CountedCase)[];

/** What is counted, in the order of a {@link Tally}. */
export const tallyColumns: readonly string[] = [
  'cases',
  ...verdicts.map((verdict) => `verdict_${verdict.replaceAll('-', '_')}`),
  ...readings.map((reading) => `original_${reading.replaceAll('-', '_')}`),
  'assigned',
  'returned',
  'extended',
  'published',
  'disputed',
  'dispute_decided',
  'upheld',
  'reopened',
  'running',
];

/** Counts of cases: one number for each of {@link tallyColumns}. Tallies add up, and a case can be taken out again. */
export type Tally = number[];

export const emptyTally = (): Tally => new Array<number>(tallyColumns.length).fill(0);

/** Where each count stands. */
export const tallyPlaces = {
  cases: 0,
  verdicts: 1,
  readings: 1 + verdicts.length,
  marks: 1 + verdicts.length + readings.length,
  /** Cases whose clock has not stopped, with a term or without. */
  running: 1 + verdicts.length + readings.length + marks.length,
} as const;

/** Puts a case into a tally, or takes it out with −1. */
export const count = (tally: Tally, counted: CountedCase, sign: 1 | -1 = 1): void => {
  const add = (place: number): void => {
    tally[place] = (tally[place] ?? 0) + sign;
  };
  add(tallyPlaces.cases);
  add(tallyPlaces.verdicts + verdicts.indexOf(counted.verdict));
  add(tallyPlaces.readings + readings.indexOf(counted.againstOriginal));
  if (counted.decidedDay === null) add(tallyPlaces.running);
  for (let mark = 0; mark < marks.length; mark++) {
    const name = marks[mark];
    if (name !== undefined && counted[name]) add(tallyPlaces.marks + mark);
  }
};

/** Adds a tally to another one. */
export const addTally = (to: Tally, other: ArrayLike<number>): void => {
  for (let place = 0; place < to.length; place++) to[place] = (to[place] ?? 0) + (other[place] ?? 0);
};

/** The count of a mark. */
export const marked = (tally: Tally, mark: (typeof marks)[number]): number =>
  tally[tallyPlaces.marks + marks.indexOf(mark)] ?? 0;
