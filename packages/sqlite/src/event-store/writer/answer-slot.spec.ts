import fc from 'fast-check';
import { expect, it } from 'vitest';
import { appendsPerGroup, createAnswerSlot, leaveOutcomes, outcomesIn } from './answer-slot.ts';
import type { Outcome } from './messages.ts';

const place = fc.record({ revision: fc.nat(), position: fc.maxSafeNat() });
const outcome = fc.oneof(
  place.map((at): Outcome => ({ kind: 'appended', ...at })),
  place.map((at): Outcome => ({ kind: 'repeated', ...at })),
  fc
    .option(fc.nat())
    .map((currentRevision): Outcome => ({ kind: 'wrong-expected-revision', currentRevision })),
  fc.record({
    kind: fc.constant('wrong-related-revision'),
    currentRevision: fc.option(fc.nat()),
    place: fc.nat(),
  }),
);

it('the host reads in the slot what the writer left there, however much was there before', () => {
  const slot = createAnswerSlot();
  fc.assert(
    fc.property(fc.array(outcome, { maxLength: appendsPerGroup, size: 'max' }), (outcomes) => {
      expect(leaveOutcomes(slot, outcomes)).toBe(true);
      expect(outcomesIn(slot, outcomes.length)).toEqual(outcomes);
    }),
  );
});

it('an outcome that is more than numbers is not left in the slot', () => {
  const conflict: Outcome = { kind: 'event-id-conflict', eventId: '01890a5d-ac96-774b-bcce-b302099a8057' };
  const appended: Outcome = { kind: 'appended', revision: 0, position: 1 };
  expect(leaveOutcomes(createAnswerSlot(), [appended, conflict])).toBe(false);
});
