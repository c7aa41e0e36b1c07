import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchPhrases } from './search-text.ts';

describe('a search', () => {
  it('is for every word, the last one as a beginning', () => {
    expect(searchPhrases('đèn đườ')).toEqual([
      { words: ['den'], prefix: false },
      { words: ['duo'], prefix: true },
    ]);
    expect(searchPhrases('đèn ')).toEqual([{ words: ['den'], prefix: false }]);
  });

  it('keeps words in quotes together, and takes a quote that is not closed for one', () => {
    expect(searchPhrases('"Nguyễn Huệ" cống')).toEqual([
      { words: ['nguyen', 'hue'], prefix: false },
      { words: ['cong'], prefix: true },
    ]);
    expect(searchPhrases('"Nguyễn Hu')).toEqual([{ words: ['nguyen', 'hu'], prefix: false }]);
  });

  it('is never malformed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (q) =>
        searchPhrases(q).every(({ words }) => words.every((word) => /^[\p{L}\p{N}]+$/u.test(word))),
      ),
    );
  });
});
