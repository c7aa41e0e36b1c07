import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AppendOutcome } from '../grouped-append.ts';
import { appendsPerGroup, createAnswerSlot, leaveOutcomes, outcomesIn } from './answer-slot.ts';

const place = fc.record({ revision: fc.nat(), position: fc.maxSafeNat() });
const outcome = fc.oneof(
  place.map((at): AppendOutcome => ({ kind: 'appended', ...at })),
  place.map((at): AppendOutcome => ({ kind: 'repeated', ...at })),
  fc
    .option(fc.nat())
    .map((currentRevision): AppendOutcome => ({ kind: 'wrong-expected-revision', currentRevision })),
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
  const conflict: AppendOutcome = {
    kind: 'event-id-conflict',
    eventId: '01890a5d-ac96-774b-bcce-b302099a8057',
  };
  const appended: AppendOutcome = { kind: 'appended', revision: 0, position: 1 };
  expect(leaveOutcomes(createAnswerSlot(), [appended, conflict])).toBe(false);
});
