import { expect, it } from 'vitest';
import { column, type DeclaredColumn } from './declared-column.ts';
import { valueFault } from './value-fault.ts';

const instant = '2026-11-30T08:00:00.000Z';

it.each<[string, DeclaredColumn, readonly unknown[], readonly unknown[]]>([
  ['a text', column.text(), ['', 'a', '12'], [12, true, null, undefined, {}, { erased: true }]],
  ['one of some', column.oneOf(['a', 'b']), ['a', 'b'], ['c', '', null]],
  [
    'a text about a person',
    column.personal(),
    ['a', null, undefined, { erased: true }],
    [12, {}, { erased: false }],
  ],
  ['a whole number', column.integer(), [0, -1, 9_007_199_254_740_991], [1.5, '1', Number.NaN, 2 ** 53]],
  ['a number', column.real(), [0, -1.5], ['1', Number.NaN, Number.POSITIVE_INFINITY]],
  ['true or false', column.boolean(), [true, false], [0, 1, 'true']],
  ['an instant', column.instant(), [instant], ['2026-11-30T08:00:00Z', '2026-11-30', 0]],
  ['a day', column.day(), ['2026-11-30', '2028-02-29'], ['30.11.2026', '2026-13-45', '2026-02-29', instant]],
  ['a clock', column.clock(), [{ clock: 'visit', startedAt: instant }], [{}, 'visit', [instant]]],
])('a column of %s holds that and nothing else', (_, one, held, refused) => {
  expect(held.map((value) => valueFault(one, value))).toEqual(held.map(() => undefined));
  expect(refused.map((value) => typeof valueFault(one, value))).toEqual(refused.map(() => 'string'));
  expect(valueFault(one.nullable(), null)).toBeUndefined();
});

it('tells no text, which may be of a person', () => {
  expect(valueFault(column.instant(), 'Ann Nguyen')).not.toContain('Ann');
});
