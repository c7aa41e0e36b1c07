import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import type { JsonValue } from './json.ts';

test('canonical JSON is what the reference package writes', () => {
  const values = fc.jsonValue({ stringUnit: 'binary' });
  fc.assert(
    fc.property(values, (value) => {
      // fast-check types JSON values as mutable; they are the same values.
      expect(canonicalJson(value as JsonValue)).toBe(canonicalize(value));
    }),
    { numRuns: 500 },
  );
});

test('a field that is undefined is left out', () => {
  expect(canonicalJson({ b: undefined, a: [1, 'x', null] })).toBe('{"a":[1,"x",null]}');
});

test('a lone surrogate and an infinite number have no canonical JSON', () => {
  expect(() => canonicalJson({ text: '\ud800' })).toThrow(TypeError);
  expect(() => canonicalJson({ n: Number.POSITIVE_INFINITY })).toThrow(TypeError);
});
