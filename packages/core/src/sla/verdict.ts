import type { Instant } from '../engine/index.ts';
import { type Due, isPast, type SlaClock, standingAt } from './clock.ts';

/** Under one reading of the due moment: stopped clocks are on time or late, running ones open, overdue or paused. */
export const readings = ['on-time', 'late', 'open', 'overdue', 'paused', 'no-term'] as const;
export type Reading = (typeof readings)[number];

/** The readings, with `on-time` split: on time by the original due moment, or only by an extension. */
export const verdicts = [
  'on-time',
  'on-time-extended',
  'late',
  'open',
  'overdue',
  'paused',
  'no-term',
] as const satisfies readonly (Reading | 'on-time-extended')[];
export type Verdict = (typeof verdicts)[number];

export interface ClockVerdicts {
  readonly verdict: Verdict;
  /** Against the due moment without extensions: an extended case that used its extension is late. */
  readonly againstOriginal: Reading;
  /** Against the due moment in force. */
  readonly againstInForce: Reading;
}

/** The verdicts of a clock at a moment, from event times alone; undefined for a clock that was cancelled. */
export const verdictsOf = (clock: SlaClock, asOf: Instant): ClockVerdicts | undefined => {
  if (clock.cancelledAt !== null) return undefined;
  const standing = standingAt(clock, asOf);
  const againstOriginal = readingOf(clock, standing.originalDue, null, standing);
  const againstInForce = readingOf(clock, standing.due, clock.lateSince, standing);
  const usedExtension = againstInForce === 'on-time' && againstOriginal === 'late';
  return { verdict: usedExtension ? 'on-time-extended' : againstInForce, againstOriginal, againstInForce };
};

const readingOf = (
  clock: SlaClock,
  due: Due | null,
  lateSince: Instant | null,
  { at, paused }: { readonly at: Instant; readonly paused: boolean },
): Reading => {
  if (due === null) return 'no-term';
  if (clock.stoppedAt !== null)
    return lateSince !== null || isPast(due, clock.stoppedAt) ? 'late' : 'on-time';
  if (lateSince !== null) return 'overdue';
  if (paused) return 'paused';
  return isPast(due, at) ? 'overdue' : 'open';
};
