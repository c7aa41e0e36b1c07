import { type ProjectedTable, storedNameOf } from '@phananh/core/read-models';

/**
 * What a list is sorted by, in SQL. Rows without a value come last when the smallest is asked for first, and when the largest is.
 */
export const sortKeyOf = ({ fields }: ProjectedTable, sort: string, descending: boolean): string => {
  const column = fields[sort];
  if (column === undefined) throw new TypeError(`${sort} is no column`);
  const isClock = column.kind === 'clock';
  const stored = isClock ? `${storedNameOf(sort)}_due_at` : storedNameOf(sort);
  if (!column.isNullable && !isClock) return stored;
  const isNumber = ['integer', 'real', 'boolean'].includes(column.kind);
  // The largest and the least that a text or a number can be.
  const last = isNumber ? (descending ? '-9e999' : '9e999') : descending ? "''" : 'char(1114111)';
  return `ifnull(${stored}, ${last})`;
};
