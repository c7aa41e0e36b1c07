import { readFileSync } from 'node:fs';
import { slug } from '@phananh/core/engine';
import { listsWithoutOrder } from '@phananh/core/testing';
import { describe, expect, test } from 'vitest';
import { tokens } from '../time/pattern.ts';
import { columnsOf } from './columns.ts';
import { compileConditions } from './conditions.ts';
import { compileExpression } from './expressions.ts';
import { ImportMap, importMapJsonSchema, type ValueExpression } from './schema.ts';

const header = ['id', 'a', 'b', 'n'];
const readTime = (text: string) => ({ earliest: text, latest: text, end: `${text} end` });
const made = (expression: ValueExpression, row: readonly string[], decimal: '.' | ',' = '.') =>
  compileExpression(expression, { columns: columnsOf(header), readTime, slug, decimal })(row);

describe('a value expression', () => {
  const row = ['7', ' đèn ', '', '16.5'];
  test.each<[ValueExpression, unknown]>([
    ['a', 'đèn'],
    ['b', undefined],
    [{ constant: 3 }, 3],
    [{ template: '{a}, số {id}' }, 'đèn, số 7'],
    [{ template: 'số {b}' }, undefined],
    [{ firstOf: ['b', 'a'] }, 'đèn'],
    [{ lookup: { of: 'id', values: { 7: 'seven' } } }, 'seven'],
    [{ lookup: { of: 'a', values: {}, default: { constant: 'other' } } }, 'other'],
    [{ matching: { of: 'n', patterns: [['^1\\d', 'teens']] } }, 'teens'],
    [{ number: 'n' }, 16.5],
    [{ instant: 'n' }, '16.5 end'],
    [{ instant: { date: 'a', time: 'n' } }, 'đèn 16.5 end'],
    [{ instant: { date: 'a', time: 'b' } }, 'đèn end'],
    [{ instant: { date: 'b', time: 'n' } }, undefined],
    [{ slug: { constant: 'Sở Xây dựng Đà Nẵng' } }, 'so-xay-dung-da-nang'],
    [{ list: ['a', 'b', 'id'] }, ['đèn', '7']],
    [{ object: { x: 'a', y: 'b' } }, { x: 'đèn' }],
    [{ object: { y: 'b' } }, undefined],
  ])('%j', (expression, expected) => expect(made(expression, row)).toEqual(expected));

  test('rejects the row for a value that its table does not have', () => {
    expect(() => made({ lookup: { of: 'a', values: { x: 'y' } } }, row)).toThrow('đèn is not one of x');
  });
});

test.each([
  ['16,4637', 16.4637],
  ['-16,5', -16.5],
  ['1.234.567,5', 1_234_567.5],
  ['16', 16],
  ['16.4637', undefined],
  ['1,234,5', undefined],
  ['mười', undefined],
])('a number with a decimal comma: %s is %s', (text, expected) => {
  const read = () => made({ number: 'n' }, ['', '', '', text], ',');
  if (expected === undefined) expect(read).toThrow('is not a number');
  else expect(read()).toBe(expected);
});

test('a number with a comma is refused where the map has a point, and the refusal says what to write', () => {
  expect(() => made({ number: 'n' }, ['', '', '', '16,5'])).toThrow('`format.decimal` says ","');
});

test('a time format that is none is refused with the tokens that there are, and the guide has each of them', () => {
  const map = { name: 'x', zone: 'UTC', caseId: 'id', steps: [{ command: 'submit', at: 'a' }] };
  const refused = ImportMap.safeParse({ ...map, timeFormats: ['DD/MM/YYYY HH:mm'] });
  const [issue] = refused.error?.issues ?? [];
  expect(issue?.message).toContain('DD is not one of yyyy, MM, M,');
  expect(issue?.path).toEqual(['timeFormats', 0]);
  const guide = readFileSync(new URL('../../../../../docs/how-to/import.md', import.meta.url), 'utf8');
  for (const token of Object.keys(tokens)) {
    expect(issue?.message).toContain(token);
    expect(guide).toContain(`\`${token}\``);
  }
});

test('an agency id is at most 63 characters long and ends with none but letters and digits', () => {
  expect(slug(`${'a'.repeat(62)} b`)).toBe('a'.repeat(62));
});

test.each([
  [{ column: 'a', present: true }, true],
  [{ column: 'b', present: true }, false],
  [{ column: 'a', equals: ['x', 'y'] }, true],
  [{ column: 'a', matches: '^y' }, false],
  [{ column: 'a', matches: '^y', not: true }, true],
] as const)('the condition %j', (condition, expected) => {
  const { when } = ImportMap.shape.steps.element.parse({ command: 'submit', at: 'id', when: [condition] });
  expect(compileConditions(when, columnsOf(header))(['1', 'x', '', ''])).toBe(expected);
});

test('a column is found by how its name looks, and by the very name first', () => {
  const found = (names: readonly string[], name: string): string => {
    const columns = columnsOf(names);
    const read = columns.reader(name);
    columns.demandAll();
    return read(names);
  };
  expect(found(['\u200bMã\u00a0số', 'x'], 'Mã số')).toBe('\u200bMã\u00a0số');
  expect(found(['m²', 'm2'], 'm2')).toBe('m2');
  expect(() => found(['m²', 'm\u00ad2'], 'm2')).toThrow('more than one column m2');
});

test('every column that is missing is named, and what the file has', () => {
  const columns = columnsOf(header);
  columns.reader('OPEN');
  columns.reader('CLOSED');
  expect(() => columns.demandAll()).toThrow(
    'the file has no column OPEN, CLOSED; its columns are id, a, b, n',
  );
});

test('the schema of maps can be told to editors', () => {
  expect(importMapJsonSchema()).toMatchObject({
    type: 'object',
    required: expect.arrayContaining(['name', 'steps']),
  });
});

test('every list of a map says whether its order means something', () => {
  expect(listsWithoutOrder(importMapJsonSchema())).toEqual([]);
});

test.each(['Đơn vị', '\u00d0ơn vị', '\u0189ơn  vị', 'Đơn\u00a0vị', '\u200bĐơn vị'])(
  'a column that is asked for as Đơn vị is found as %j',
  (shown) => {
    const columns = columnsOf(['Mã', shown]);
    const read = columns.reader('Đơn vị');
    columns.demandAll();
    expect(read(['1', 'Điện lực'])).toBe('Điện lực');
    columns.reader('Don vi');
    expect(() => columns.demandAll()).toThrow('the file has no column Don vi');
  },
);
