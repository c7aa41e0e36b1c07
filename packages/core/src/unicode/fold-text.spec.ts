import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText } from './fold-text.ts';

describe('a folded text', () => {
  it('has no diacritics, in both Unicode forms, and no đ', () => {
    const text = 'Đường Nguyễn Huệ ngập nước, cống nghẹt';
    const folded = 'duong nguyen hue ngap nuoc, cong nghet';
    expect(foldText(text)).toBe(folded);
    expect(foldText(text.normalize('NFD'))).toBe(folded);
    expect(foldText('ĐÈN ĐỎ')).toBe('den do');
  });

  it('has no letters that nobody sees, none of other widths and forms, and none that only look like đ', () => {
    const folded = 'den duong';
    for (const text of [
      'đ\u00adèn đ\u200bường',
      '\u2060đè\u200dn đườn\ufe0fg\ufeff',
      'ｄ̵èｎ ｄｕ̛̀ơｎｇ'.replace('ơ', 'o\u031b'),
      '\u00d0ÈN \u0189ƯỜNG',
      '\u00f0èn \u0256ường',
      '𝗱𝗲𝗻 ⓓⓤⓞⓝⓖ',
    ])
      expect(foldText(text)).toBe(folded);
  });

  it('is that of Unicode, whatever is folded: NFKC, without marks and ignorable letters, in lower case', () => {
    const defined = (text: string): string =>
      text
        .normalize('NFKC')
        .normalize('NFD')
        .replace(/[\p{M}\p{DI}]+/gu, '')
        .replace(/[đĐðÐɖƉ]/gu, 'd')
        .toLowerCase();
    const units = fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    });
    for (const texts of [
      units,
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'ΣσςaA Đ가ạ\u0323\u0302İ\u00ad\u200bＡﬁ½') }),
    ])
      fc.assert(fc.property(texts, (text) => foldText(text) === defined(text)));
    for (let code = 0; code < 0x10000; code++)
      expect(foldText(`a${String.fromCharCode(code)}b`)).toBe(defined(`a${String.fromCharCode(code)}b`));
  });

  it('has the look-alikes of the reference, and no others', () => {
    const page = readFileSync(new URL('../../../../docs/reference/names.md', import.meta.url), 'utf8');
    const listed = [...page.matchAll(/\| U\+([0-9A-F]{4}) \|/g)].map(([, code = '']) =>
      Number.parseInt(code, 16),
    );
    const folded = Array.from({ length: 0x10000 }, (_, code) => code).filter((code) => {
      const letter = String.fromCharCode(code);
      const hasOtherForm = letter.normalize('NFKD') !== letter;
      return foldText(letter) === 'd' && !hasOtherForm && letter.toLowerCase() !== 'd';
    });
    expect(folded).toEqual(listed.toSorted((a, b) => a - b));
  });

  it('is the same folded again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => foldText(foldText(text)) === foldText(text)),
    );
  });
});
