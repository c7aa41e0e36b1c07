import { expect, it } from 'vitest';
import { findInexactJson } from './exact-json.ts';

it.each([
  ['undefined', { a: 1, b: undefined }, '/b'],
  ['a function', { a: { 'b/c~': () => 1 } }, '/a/b~1c~0'],
  ['no number', { a: [0, Number.NaN] }, '/a/1'],
  ['a hole', { a: new Array(1) }, '/a/0'],
  ['an instance of a class', { at: new Date(0) }, '/at'],
])('tells where JSON would lose %s', (_, value, pointer) => {
  expect(findInexactJson(value)).toBe(pointer);
});

it('does not look at what was added to every object', () => {
  const added = { value: () => 1, enumerable: true, configurable: true, writable: true };
  Object.defineProperty(Object.prototype, 'added', added);
  const found = [findInexactJson({ a: [{ b: null }] }), findInexactJson({ a: { added: () => 1 } })];
  Reflect.deleteProperty(Object.prototype, 'added');
  expect(found).toEqual([undefined, '/a/added']);
});
