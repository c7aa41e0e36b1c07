import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonText } from './json-text.ts';

const faultsOf = (text: string) =>
  readJsonText(text).faults.map(({ line, pointer, message }) => `${line} ${pointer} ${message}`);

describe('a JSON text that somebody wrote', () => {
  it('is what JSON.parse makes of it, with a byte order mark and without', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('', '\ufeff', '\ufeff\ufeff'), (text, mark) => {
        expect(readJsonText(mark + text)).toMatchObject({ faults: [], value: JSON.parse(text) });
      }),
    );
  });

  it('tells every key that stands twice with its line, however it is written', () => {
    expect(faultsOf('{"a":1,\n"b":[{"c":1,\n"c":2}],\n"\\u0061":1}')).toEqual([
      '3 /b/0/c stands twice in its object',
      '4 /a stands twice in its object',
    ]);
    const twice = `{"${'Mã'.normalize('NFC')}":1,"${'Mã'.normalize('NFD')}":2,"a/b":1,"a/b":1}`;
    expect(faultsOf(twice)).toEqual([
      '1 /Mã stands twice in its object',
      '1 /a~1b stands twice in its object',
    ]);
  });

  it.each(['', '\ufeff', '{', '{"a":1,}', '[1] 2', '{"a":01}', '// a\n1', "{'a':1}", '\u00a01', '"\t"'])(
    'that is none has one fault: %j',
    (text) => {
      const { value, faults } = readJsonText(text);
      expect(value).toBeUndefined();
      expect(faults).toEqual([expect.objectContaining({ message: expect.stringContaining('is no JSON') })]);
    },
  );

  it('may have comments where that is asked for, and every line stays its own', () => {
    const text = '/* of\nthe host */ { // the port\n"port": 1, "url": "http://a/*b*/",\n"port": 2 }';
    const { value, faults } = readJsonText(text, { comments: true });
    expect(value).toEqual({ port: 2, url: 'http://a/*b*/' });
    expect(faults).toEqual([{ line: 4, pointer: '/port', message: 'stands twice in its object' }]);
    expect(readJsonText('{"a":1,}// no', { comments: true }).value).toBeUndefined();
    expect(readJsonText(text).value).toBeUndefined();
  });
});
