/**
 * A list that grows with its report, as plain data: in parts, so that one more costs a part and not the whole list. A report with ten
 * thousand comments is folded in the time that ten thousand events take.
 */
export type LongList<Item> = readonly (readonly Item[])[];

const itemsPerPart = 256;

export const withItem = <Item>(list: LongList<Item>, item: Item): LongList<Item> => {
  const last = list.at(-1);
  if (last === undefined || last.length === itemsPerPart) return [...list, [item]];
  return list.with(-1, [...last, item]);
};

export const hasItem = <Item>(list: LongList<Item>, item: Item): boolean =>
  list.some((part) => part.includes(item));

export const lengthOf = (list: LongList<unknown>): number =>
  list.reduce((sum, { length }) => sum + length, 0);
