import { describe, expect, it } from 'vitest';
import type { LiveList } from './given.ts';
import { differenceOf } from './worklist.ts';

const list = (keys: string, { isLast = true, count = keys.length, isMore = false } = {}): LiveList => ({
  rows: [...keys].map((key) => [key.toLowerCase(), key]),
  count,
  isMore,
  isLast,
});

describe('how a list differs from what is shown of it', () => {
  it.each([
    ['nothing happened', list('abc'), list('abc'), { fresh: 0, changed: 0 }],
    ['one came on top', list('abc'), list('xabc'), { fresh: 1, changed: 0 }],
    ['one came at the end', list('abc'), list('abcx'), { fresh: 1, changed: 0 }],
    ['one says something else', list('abc'), list('aBc'), { fresh: 0, changed: 1 }],
    ['one is gone', list('abc'), list('ac'), { fresh: 0, changed: 1 }],
    [
      'one on top pushed the last to the next page',
      list('abc', { isLast: false, count: 9 }),
      list('xab', { isLast: false, count: 10 }),
      { fresh: 1, changed: 0 },
    ],
    [
      'one is gone, and the next page lent another',
      list('abc', { isLast: false, count: 9 }),
      list('acd', { isLast: false, count: 8 }),
      { fresh: 0, changed: 1 },
    ],
    [
      'one came on another page',
      list('abc', { isLast: false, count: 9 }),
      list('abc', { isLast: false, count: 11 }),
      { fresh: 2, changed: 0 },
    ],
    [
      'more than are counted',
      list('abc', { isLast: false, count: 1_000, isMore: true }),
      list('abc', { isLast: false, count: 1_000, isMore: true }),
      { fresh: 0, changed: 0 },
    ],
  ])('%s', (_, shown, now, expected) => {
    expect(differenceOf(shown, now)).toEqual(expected);
  });
});
