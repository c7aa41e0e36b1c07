import { type Reading, readings, type Verdict, verdicts } from '../../../sla/index.ts';
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
type Mark = (typeof marks)[number];

/** What happened to a case, as ratios count it; `stopped`: its clock did. */
export const caseMarks = ['stopped', ...marks] as const;
export type CaseMark = (typeof caseMarks)[number];

/** Whether ratios count a case so. */
export const isMarked = (counted: CountedCase, mark: CaseMark): boolean =>
  mark === 'stopped' ? counted.decidedDay !== null : counted[mark];

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

const zeros: Readonly<Tally> = tallyColumns.map(() => 0);

export const emptyTally = (): Tally => zeros.slice();

/** Where each count stands. */
export const tallyPlaces = {
  cases: 0,
  verdicts: 1,
  readings: 1 + verdicts.length,
  marks: 1 + verdicts.length + readings.length,
  /** Cases whose clock has not stopped, with a term or without. */
  running: 1 + verdicts.length + readings.length + marks.length,
} as const;

/** Where each name stands among its like. */
const placesOf = <Name extends string>(names: readonly Name[]): { readonly [N in Name]: number } =>
  // One place for each name.
  Object.fromEntries(names.map((name, place) => [name, place])) as { readonly [N in Name]: number };
export const verdictPlaces: { readonly [V in Verdict]: number } = placesOf(verdicts);
export const readingPlaces: { readonly [R in Reading]: number } = placesOf(readings);
const markPlaces: { readonly [M in Mark]: number } = placesOf(marks);

const add = (tally: Tally, place: number, number: number): void => {
  tally[place] = (tally[place] ?? 0) + number;
};

/** Puts a case into a tally, or takes it out with −1. */
export const count = (tally: Tally, counted: CountedCase, sign: 1 | -1 = 1): void => {
  add(tally, tallyPlaces.cases, sign);
  add(tally, tallyPlaces.verdicts + verdictPlaces[counted.verdict], sign);
  add(tally, tallyPlaces.readings + readingPlaces[counted.againstOriginal], sign);
  if (counted.decidedDay === null) add(tally, tallyPlaces.running, sign);
  for (let mark = 0; mark < marks.length; mark++) {
    const name = marks[mark];
    if (name !== undefined && counted[name]) add(tally, tallyPlaces.marks + mark, sign);
  }
};

/** Adds a tally to another one. */
export const addTally = (to: Tally, other: ArrayLike<number>): void => {
  for (let place = 0; place < to.length; place++) add(to, place, other[place] ?? 0);
};

/** The count of a mark. */
export const marked = (tally: Tally, mark: Mark): number => tally[tallyPlaces.marks + markPlaces[mark]] ?? 0;
