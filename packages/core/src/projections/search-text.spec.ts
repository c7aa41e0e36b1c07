import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText, searchPhrases } from './search-text.ts';

describe('a folded text', () => {
  it('has no diacritics, in both Unicode forms, and no đ', () => {
    const text = 'Đường Nguyễn Huệ ngập nước, cống nghẹt';
    const folded = 'duong nguyen hue ngap nuoc, cong nghet';
    expect(foldText(text)).toBe(folded);
    expect(foldText(text.normalize('NFD'))).toBe(folded);
    expect(foldText('ĐÈN ĐỎ')).toBe('den do');
  });

  it('is that of Unicode, whatever is folded: decomposed, without marks, in lower case', () => {
    const defined = (text: string): string =>
      text
        .normalize('NFD')
        .replace(/\p{M}+/gu, '')
        .replace(/đ/giu, 'd')
        .toLowerCase();
    const units = fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    });
    for (const texts of [
      units,
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'ΣσςaA Đ가ạ\u0323\u0302İ') }),
    ])
      fc.assert(fc.property(texts, (text) => foldText(text) === defined(text)));
    for (let code = 0; code < 0x10000; code++)
      expect(foldText(`a${String.fromCharCode(code)}b`)).toBe(defined(`a${String.fromCharCode(code)}b`));
  });

  it('is the same folded again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => foldText(foldText(text)) === foldText(text)),
    );
  });
});

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
