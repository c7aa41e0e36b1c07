import { expect, it } from 'vitest';
import { labellingOf } from './labels.ts';

const own = { vi: 'Đèn đường', en: 'Street lights' };

it('calls a category what the installation calls it, in both languages, and offers no other', () => {
  const labels = labellingOf({ categories: { lighting: own } });
  expect(labels('vi').called('category', 'lighting')).toBe('Đèn đường');
  expect(labels('en').called('category', 'lighting')).toBe('Street lights');
  expect(labels('vi').called('category', 'so-giao-thong')).toBe('So giao thong');
  expect(labels('vi').offered('category')).toEqual({
    choices: [{ value: 'lighting', label: 'Đèn đường' }],
    isWhole: true,
  });
});

it('has names for common categories, which forms suggest and do not demand', () => {
  const labels = labellingOf({});
  expect(labels('vi').called('category', 'lighting')).toBe('Chiếu sáng công cộng');
  expect(labels('vi').called('category', 'constructor')).toBe('Constructor');
  expect(labels('en').offered('category').isWhole).toBe(false);
  expect(labels('en').offered('area')).toEqual({ choices: [], isWhole: false });
});

it('offers names in the order of their language', () => {
  const categories = { a: { vi: 'Đường', en: 'Roads' }, b: { vi: 'Cây', en: 'Trees' } };
  const labels = labellingOf({ categories });
  expect(
    labels('vi')
      .offered('category')
      .choices.map(({ label }) => label),
  ).toEqual(['Cây', 'Đường']);
  expect(
    labels('en')
      .offered('category')
      .choices.map(({ label }) => label),
  ).toEqual(['Roads', 'Trees']);
});

it('names areas by the file of their boundaries, and by the configuration before that', () => {
  const labels = labellingOf(
    { areas: { 'vy-da': own } },
    { 'vy-da': { vi: 'Vỹ Dạ', en: 'Vy Da' }, 'tay-loc': { vi: 'Tây Lộc', en: 'Tay Loc' } },
  );
  expect(labels('vi').called('area', 'vy-da')).toBe('Đèn đường');
  expect(labels('vi').called('area', 'tay-loc')).toBe('Tây Lộc');
});
