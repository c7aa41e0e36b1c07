import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formsOf, inNormalForm, normalText, sameKeys } from './normal-form.ts';

const composed = 'Mã số';
const decomposed = composed.normalize('NFD');

/** The form of every text in a JSON value. */
const inForm = <Value>(value: Value, form: 'NFC' | 'NFD'): Value =>
  JSON.parse(JSON.stringify(value).normalize(form));

const units = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
});

describe('a value in normal form', () => {
  it('is that of Unicode, texts and keys, however deep', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: fc.constantFrom(...'aẵệơ\u0301\u0323đ') }), (json) => {
        const value: unknown = JSON.parse(json);
        expect(JSON.stringify(inNormalForm(value))).toBe(JSON.stringify(inForm(value, 'NFC')));
      }),
    );
    fc.assert(fc.property(units, (text) => normalText(text) === text.normalize('NFC')));
    for (let code = 0; code < 0x10000; code++) {
      const text = `e${String.fromCharCode(code)}`;
      if (normalText(text) !== text.normalize('NFC')) expect.fail(code.toString(16));
    }
  });

  it('is the very value where nothing is to be changed', () => {
    const value = { [composed]: [1, { text: composed }], none: null };
    expect(inNormalForm(value)).toBe(value);
  });

  it('leaves alone what is no JSON, and ends where a value holds itself', () => {
    const date = new Date(0);
    const ring: { name: string; date: Date; self?: object } = { name: decomposed, date };
    ring.self = { again: [ring, ring] };
    expect(inNormalForm(ring)).toMatchObject({ name: composed, date });
    expect(sameKeys(ring)).toEqual([]);
    const wide: unknown[] = [];
    wide.push(wide, wide);
    expect(inNormalForm(wide)).toBe(wide);
  });

  it('names the keys that become one', () => {
    expect(sameKeys({ a: [{ [composed]: 1, [decomposed]: 2 }], b: { [decomposed]: 1 } })).toEqual([
      ['a', 0, composed],
    ]);
  });

  it('has one form where nothing composes, else all in which it can have been written', () => {
    expect(formsOf('report-1')).toEqual(['report-1']);
    expect(formsOf('Mã')).toEqual(['Mã', 'Mã'.normalize('NFD')]);
    // ê and the dot below, a letter each: what a file in this encoding says.
    const written = new TextDecoder('windows-1258').decode(Uint8Array.of(0xea, 0xf2, 0x20, 0xf5, 0xec));
    const [given, composed, decomposed] = formsOf(written);
    expect([given, composed]).toEqual([written, 'ệ ớ']);
    expect(decomposed).toBe('ệ ớ'.normalize('NFD'));
    expect(new Set(formsOf('ệ ớ'))).toEqual(new Set(formsOf(written)));
    expect(formsOf('ệ ớ')).toContain(written);
  });
});
