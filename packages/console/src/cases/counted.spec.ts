import { expect, it } from 'vitest';
import { countedText } from './counted.ts';

it.each([
  [{ count: 7, isMore: false }, '7', '7'],
  [{ count: 1_000, isMore: false }, '1,000', '1.000'],
  [{ count: 1_000, isMore: true }, '1,000+', '1.000+'],
])('%j', (counted, en, vi) => {
  expect([countedText(counted, 'en'), countedText(counted, 'vi')]).toEqual([en, vi]);
});
