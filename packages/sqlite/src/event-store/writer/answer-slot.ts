import type { AppendOutcome } from '../grouped-append.ts';

/** Most appends of one group: the slot has room for as many answers. */
export const appendsPerGroup = 512;

/** Shared memory in which the writer leaves its answer to a group: three numbers for each append. */
export type AnswerSlot = Float64Array<SharedArrayBuffer>;

const numbersPerOutcome = 3;
const kinds = ['appended', 'repeated', 'wrong-expected-revision', 'wrong-related-revision'] as const;
const noRevision = -1;

export const createAnswerSlot = (): AnswerSlot =>
  new Float64Array(
    new SharedArrayBuffer(appendsPerGroup * numbersPerOutcome * Float64Array.BYTES_PER_ELEMENT),
  );

/** Leaves the outcomes of a group. @returns false when one of them has text: then all of them are sent as a message */
export const leaveOutcomes = (slot: AnswerSlot, outcomes: readonly AppendOutcome[]): boolean => {
  let place = 0;
  for (const outcome of outcomes) {
    if (outcome.kind === 'event-id-conflict' || outcome.kind === 'damaged') return false;
    slot[place] = kinds.indexOf(outcome.kind);
    slot[place + 1] = 'revision' in outcome ? outcome.revision : (outcome.currentRevision ?? noRevision);
    slot[place + 2] = lastNumberOf(outcome);
    place += numbersPerOutcome;
  }
  return true;
};

const lastNumberOf = (
  outcome: Exclude<AppendOutcome, { readonly kind: 'event-id-conflict' | 'damaged' }>,
): number => {
  if ('position' in outcome) return outcome.position;
  return outcome.kind === 'wrong-related-revision' ? outcome.place : 0;
};

/** The outcomes that the writer left, for as many appends as the group had. */
export const outcomesIn = (slot: AnswerSlot, appends: number): readonly AppendOutcome[] => {
  const outcomes: AppendOutcome[] = [];
  for (let place = 0; outcomes.length < appends; place += numbersPerOutcome) {
    outcomes.push(outcomeOf(kinds[slot[place] ?? 0], slot[place + 1] ?? 0, slot[place + 2] ?? 0));
  }
  return outcomes;
};

const outcomeOf = (
  kind: (typeof kinds)[number] | undefined,
  revision: number,
  last: number,
): AppendOutcome => {
  const currentRevision = revision === noRevision ? null : revision;
  switch (kind) {
    case 'appended':
    case 'repeated':
      return { kind, revision, position: last };
    case 'wrong-expected-revision':
      return { kind, currentRevision };
    case 'wrong-related-revision':
      return { kind, currentRevision, place: last };
    case undefined:
      throw new TypeError('the writer left an answer of no kind');
  }
};
