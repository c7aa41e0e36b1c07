import type { ExpectedRevision, RelatedRevision } from '@phananh/core/store';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Group } from '../grouped-append.ts';
import { createGroupSlot, groupLeaver, groupTaker } from './group-slot.ts';

// What `serialiseAppend` lets through: ids are UUIDs, texts are well-formed.
const text = fc.string({ unit: 'binary' });
const event = fc.record({
  id: fc.uuid(),
  type: text,
  version: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  data: text,
  metadata: text,
});
const expectedRevision: fc.Arbitrary<ExpectedRevision> = fc.oneof(
  fc.constantFrom<ExpectedRevision>('any', 'no-stream', 'stream-exists'),
  fc.maxSafeNat(),
);
const related: fc.Arbitrary<RelatedRevision> = fc.record({
  stream: text,
  revision: fc.oneof(fc.constant<RelatedRevision['revision']>('no-stream'), fc.maxSafeNat()),
});
const group: fc.Arbitrary<Group> = fc.record({
  appends: fc.array(
    fc.record({
      stream: text,
      events: fc.array(event, { minLength: 1, maxLength: 4 }),
      expectedRevision,
      related: fc.array(related, { maxLength: 3 }),
      recordedAt: text,
    }),
    { minLength: 1, maxLength: 6 },
  ),
});
const ofTexts = (appends: number, events: number, length: number): Group => ({
  appends: Array.from({ length: appends }, () => ({
    stream: 's',
    events: Array.from({ length: events }, () => ({
      id: '00000000-0000-5000-8000-000000000000',
      type: 't',
      version: 1,
      data: 'ằ'.repeat(length),
      metadata: '{}',
    })),
    expectedRevision: 'any',
    related: [],
    recordedAt: '2026-11-28T08:30:00.000Z',
  })),
});

it('what the host leaves in a slot is what the writer takes, one group after another', () => {
  const slot = createGroupSlot();
  const [leave, take] = [groupLeaver(slot), groupTaker(slot)];
  fc.assert(
    fc.property(fc.array(group, { maxLength: 3 }), (groups) => {
      for (const one of groups) {
        expect(leave(one)).toBe(true);
        expect(take()).toEqual(one);
      }
    }),
  );
});

it('a group that a slot has no room for is not left in it, the largest that it has room for is', () => {
  const slot = createGroupSlot();
  const [leave, take] = [groupLeaver(slot), groupTaker(slot)];
  const large = ofTexts(1, 1, 21_700);
  expect(leave(large)).toBe(true);
  expect(take()).toEqual(large);
  expect(leave(ofTexts(1, 1, 21_900))).toBe(false);
  expect(leave(ofTexts(512, 4, 0))).toBe(false);
  expect(leave(ofTexts(1, 5000, 0))).toBe(false);
});
