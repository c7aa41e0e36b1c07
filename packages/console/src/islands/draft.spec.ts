import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DraftPhoto, isEmpty, isOf, isStale, moved, newKey, toSend, withKept } from './draft.ts';

const hour = 3_600_000;
const now = Date.parse('2026-12-07T02:00:00.000Z');
const photo = (key: string, taken: DraftPhoto['taken'] = null): DraftPhoto => ({
  key,
  name: `${key}.jpg`,
  type: 'image/jpeg',
  size: 9,
  taken,
});

describe('a draft', () => {
  it.each([
    ['an hour ago', now - hour, false],
    ['six days ago', now - 6 * 24 * hour, false],
    ['eight days ago', now - 8 * 24 * hour, true],
    ['tomorrow, by a clock that was put back', now + 24 * hour, false],
    ['next month', now + 30 * 24 * hour, true],
  ])('of %s is kept or not', (_, at, expected) => {
    expect(isStale({ at }, now)).toBe(expected);
  });

  it('is missed by nobody without words and photos', () => {
    expect(isEmpty({ fields: { text: ' \n', address: '' }, photos: [] })).toBe(true);
    expect(isEmpty({ fields: { text: 'x' }, photos: [] })).toBe(false);
    expect(isEmpty({ fields: {}, photos: [photo('a')] })).toBe(false);
  });
});

describe('a form that is found filled', () => {
  const fields = { text: 'Đèn hỏng', address: '12 Lê Lợi' };

  it('is of the draft as long as it says nothing else', () => {
    expect(isOf({ text: '', address: '' }, { fields })).toBe(true);
    expect(isOf({ text: 'Đèn hỏng', address: '' }, { fields })).toBe(true);
    expect(isOf({ text: 'Cây đổ', address: '' }, { fields })).toBe(false);
  });

  it('has a key that a host takes for one', () => {
    expect(newKey()).toMatch(/^[\w-]{16,128}$/);
    expect(newKey()).not.toBe(newKey());
  });
});

describe('photos of a draft', () => {
  it('stay when the page shows some of them as taken in, and those that the page alone has stand behind them', () => {
    const here = photo('here', { id: '1', by: '', at: now });
    const shown = photo('1', { id: '1', by: '', at: now });
    const elsewhere = photo('2', { id: '2', by: '', at: now });
    expect(withKept([shown, elsewhere], [here, photo('new')]).map(({ key }) => key)).toEqual([
      'here',
      'new',
      '2',
    ]);
  });

  it('are sent that were not, that another guest sent, and that the host has forgotten', () => {
    const photos = [
      photo('new'),
      photo('here', { id: '1', by: 'guest', at: now - hour }),
      photo('of another', { id: '2', by: 'other', at: now - hour }),
      photo('old', { id: '3', by: 'guest', at: now - 21 * hour }),
    ];
    expect(toSend(photos, { guest: 'guest', now }).map(({ key }) => key)).toEqual([
      'new',
      'of another',
      'old',
    ]);
  });

  it('are moved by one place, and none is lost or made twice by it', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer(), { maxLength: 6 }),
        fc.nat(6),
        fc.constantFrom(-1 as const, 1 as const),
        (all, from, by) => {
          const after = moved(all, from, by);
          expect(after.toSorted()).toEqual(all.toSorted());
          const to = from + by;
          if (from < all.length && to >= 0 && to < all.length) expect(after[to]).toBe(all[from]);
          else expect(after).toEqual(all);
        },
      ),
    );
  });
});
