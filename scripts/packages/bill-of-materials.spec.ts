import { expect, it } from 'vitest';
import { billOfMaterials, isAllowed, isAllowedFor, licensed } from './bill-of-materials.ts';

it('everything that is installed with the packages has a licence that is allowed', () => {
  const all = licensed(billOfMaterials());
  expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(['better-sqlite3', 'zod', 'fastify']));
  expect(all.filter((one) => !isAllowedFor(one))).toEqual([]);
});

it.each([
  ['MIT', true],
  ['(BSD-3-Clause AND Apache-2.0)', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND GPL-3.0-only', false],
  ['AGPL-3.0-only', false],
  ['UNLICENSED', false],
  ['', false],
])('%s is allowed: %s', (expression, expected) => expect(isAllowed(expression)).toBe(expected));
