import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import type { JsonValue } from './json.ts';

const nested = (depth: number): JsonValue => (depth === 0 ? 1 : { of: nested(depth - 1) });

it('any JSON is written as the library for it writes it', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"', '\\', '\u2028', 'é', ''),
  );
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constant(null),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      text,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(text, fc.nat().map(String), fc.constant('__proto__')), tie('value'), {
        maxKeys: 5,
      }),
    ),
  }));
  fc.assert(
    fc.property(values.value, (value) => {
      expect(canonicalJson(value as JsonValue)).toBe(canonicalize(value));
    }),
    { numRuns: 2_000 },
  );
});

it('names are in order, of few as of many', () => {
  const name = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('é', 'z', '\ufb33', '\u{1f600}'));
  fc.assert(
    fc.property(fc.dictionary(name, fc.nat(), { maxKeys: 40, size: 'max' }), (value) => {
      expect(canonicalJson(value)).toBe(canonicalize(value));
    }),
  );
});

it('leaves out what is undefined, also between others', () => {
  const value = { b: 1, a: undefined, c: { d: undefined } } as unknown as JsonValue;
  expect(canonicalJson(value)).toBe('{"b":1,"c":{}}');
});

it('writes what is deep, and objects that write themselves, as the library does', () => {
  for (const value of [nested(10), nested(400), { at: new Date(0) }, [new Date(0)], { toJSON: 1 }]) {
    expect(canonicalJson(value as JsonValue)).toBe(canonicalize(value));
  }
});

it.each([
  ['a lone surrogate', ['\ud800']],
  ['a lone surrogate in a name', { '\ud800': 1 }],
  ['no number', [Number.NaN]],
  ['an infinite number', [Number.POSITIVE_INFINITY]],
])('refuses %s', (_, value) => {
  expect(() => canonicalJson(value as JsonValue)).toThrow();
});
