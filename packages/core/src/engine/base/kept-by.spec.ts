import { expect, it } from 'vitest';
import { keptBy } from './kept-by.ts';

it('is made once of each, whatever is made, and again when it could not be made', () => {
  let times = 0;
  const lengthOf = keptBy((list: readonly string[]) => {
    times += 1;
    if (list.length > 2) throw new RangeError('too long');
    return list.length === 0 ? undefined : list.length;
  });
  const [none, two, three] = [[], ['a', 'b'], ['a', 'b', 'c']];
  expect([lengthOf(none), lengthOf(two), lengthOf(none), lengthOf(two), lengthOf(['a', 'b'])]).toEqual([
    undefined,
    2,
    undefined,
    2,
    2,
  ]);
  expect(times).toBe(3);
  expect(() => lengthOf(three)).toThrow(RangeError);
  expect(() => lengthOf(three)).toThrow(RangeError);
  expect(times).toBe(5);
});
