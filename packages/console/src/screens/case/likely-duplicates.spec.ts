import type { CaseRow } from '@phananh/core/read-models';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Compared, likelyDuplicates } from './likely-duplicates.ts';

const asked: Compared = {
  place: { lat: 16.4637, lng: 107.5909 },
  submittedAt: '2026-12-07T02:00:00.000Z',
  text: 'Đèn đường hỏng trước số nhà 12 Lê Lợi',
  category: 'lighting',
};

const row = (changed: Partial<CaseRow>): CaseRow =>
  ({
    reportId: 'other',
    lat: 16.4637,
    lng: 107.5909,
    submittedAt: '2026-12-06T02:00:00.000Z',
    text: 'den duong truoc nha 12 le loi khong sang',
    category: null,
    ...changed,
    // Of a row what is looked at.
  }) as CaseRow;

const isLikely = (changed: Partial<CaseRow>, of: Compared = asked): boolean =>
  likelyDuplicates(of, [row(changed)]).length > 0;

describe('what may be the same thing reported again', () => {
  it.each<readonly [string, Partial<CaseRow>, boolean]>([
    ['the same words without diacritics, at the place', {}, true],
    ['something else at the same place', { text: 'Chó thả rông' }, false],
    ['something of the same category at the same place', { text: 'Tối quá', category: 'lighting' }, true],
    ['the same words, of a category that is known to be another', { category: 'parks' }, false],
    ['the same words, a kilometre away', { lat: 16.4727 }, false],
    ['without a place', { lat: null, lng: null }, false],
    ['without a text, of the same category', { text: null, category: 'lighting' }, true],
  ])('%s: %s', (_, changed, expected) => {
    expect(isLikely(changed)).toBe(expected);
  });

  it('is the likelier the nearer it is', () => {
    const metre = 1 / 111_195;
    const near = fc.integer({ min: 0, max: 200 });
    fc.assert(
      fc.property(near, near, (one, other) => {
        const at = (metres: number, reportId: string): CaseRow =>
          row({ reportId, lat: asked.place.lat + metres * metre, category: 'lighting' });
        const found = likelyDuplicates(asked, [at(one, 'one'), at(other, 'other')]);
        expect(found.map(({ metres }) => Math.round(metres))).toEqual([one, other].toSorted((a, b) => a - b));
      }),
    );
  });

  it('is the same for both, whichever is asked about', () => {
    const text = fc.constantFrom('Đèn hỏng', 'den hong truoc nha', 'Cây đổ', '', 'Ổ gà');
    const degrees = fc.double({ min: -0.003, max: 0.003, noNaN: true });
    fc.assert(
      fc.property(text, text, degrees, (one, other, shift) => {
        const there = { lat: asked.place.lat + shift, lng: asked.place.lng };
        const forth = likelyDuplicates({ ...asked, text: one }, [row({ ...there, text: other })]);
        const back = likelyDuplicates(
          { ...asked, place: there, text: other, category: null, submittedAt: row({}).submittedAt },
          [row({ text: one, submittedAt: asked.submittedAt, category: 'lighting' })],
        );
        expect(forth.map(({ likeness }) => likeness.toFixed(6))).toEqual(
          back.map(({ likeness }) => likeness.toFixed(6)),
        );
      }),
    );
  });
});
