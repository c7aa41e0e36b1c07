import { describe, expect, it } from 'vitest';
import { HttpError } from '../errors/http-errors.ts';
import { parseStrictJson } from './strict-json.ts';

const parse = (text: string, depth = 32) => parseStrictJson(Buffer.from(text), depth);
const codeOf = (text: string, depth?: number): string => {
  try {
    parse(text, depth);
  } catch (error) {
    if (error instanceof HttpError) return error.code;
    throw error;
  }
  return 'taken';
};

describe('strict JSON', () => {
  it('is what JSON.parse makes of it', () => {
    for (const text of [
      '{}',
      '[]',
      '"x"',
      '1e3',
      'null',
      '{"a":{"b":[1,"\\u0041",{"c":null}]}}',
      ' {"a":1} ',
    ]) {
      expect(parse(text)).toEqual(JSON.parse(text));
    }
  });

  it('keeps pairs of surrogates, written or escaped', () => {
    expect(parse('["😀","\\ud83d\\ude00"]')).toEqual(['😀', '😀']);
  });

  it('may name a key again in another object', () => {
    expect(codeOf('[{"a":1},{"a":2,"b":{"a":3}}]')).toBe('taken');
    expect(codeOf('{"b":{"a":3},"a":1}')).toBe('taken');
  });

  it('may not name a key twice, however it is written and wherever it stands', () => {
    expect(codeOf('{"a":1,"a":1}')).toBe('duplicate-key');
    expect(codeOf('{"a":1,"b":{"c":1},"\\u0061":1}')).toBe('duplicate-key');
    expect(codeOf('[0,{"x":[{"k":1,"k":2}]}]')).toBe('duplicate-key');
    expect(codeOf('{"":1,"":1}')).toBe('duplicate-key');
  });

  it('goes as deep as it is allowed, and no deeper', () => {
    expect(codeOf('[[[1]]]', 3)).toBe('taken');
    expect(codeOf('{"a":[{}]}', 3)).toBe('taken');
    expect(codeOf('[[[[]]]]', 3)).toBe('too-deep');
    expect(codeOf('[[],[],[],[]]', 2)).toBe('taken');
  });

  it('has no half of a surrogate pair and no __proto__', () => {
    expect(codeOf('{"a":["\\udfff"]}')).toBe('lone-surrogate');
    expect(codeOf('{"a":{"__proto__":1}}')).toBe('forbidden-key');
    expect(codeOf('{"\\u005f_proto__":1}')).toBe('forbidden-key');
    expect(codeOf('{"a":"__proto__","constructor":1}')).toBe('taken');
  });
});
