import { type CaseFacts, finalClockOf, type Holder, type Holding } from './case-facts.ts';

/** Who had a case when, while its overall clock ran. */

export const heldByCentre = (held: readonly Holding[]): readonly Holding[] => {
  const last = held.at(-1);
  if (last?.holder !== null) return held;
  const before = held.slice(0, -1);
  return before.at(-1)?.holder === 'centre' ? before : [...before, { holder: 'centre', from: last.from }];
};

/** Waiting for the citizen is the citizen's time, whoever asked. */
export const holderOf = (facts: Pick<CaseFacts, 'clocks' | 'phase' | 'awaiting'>): Holder | null => {
  const { stoppedAt, cancelledAt } = finalClockOf(facts);
  if (stoppedAt !== null || cancelledAt !== null) return null;
  if (facts.awaiting) return 'citizen';
  return facts.phase === 'assigned' ? 'agency' : 'centre';
};
