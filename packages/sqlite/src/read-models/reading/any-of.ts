import type { Wanted } from '@phananh/core/read-models';

export const isSeveral = (wanted: Wanted): wanted is readonly (string | null)[] =>
  typeof wanted === 'object' && wanted !== null;

/** In SQL: a column has what is wanted, to be bound as {@link boundWanted} under the name. Of one value its index is taken. */
export const isWanted = (column: string, name: string, wanted: Wanted): string => {
  if (!isSeveral(wanted)) return `${column} ${wanted === null ? 'IS' : '='} @${name}`;
  const among = `${column} IN (SELECT value FROM json_each(@${name}))`;
  return wanted.includes(null) ? `(${among} OR ${column} IS NULL)` : among;
};

export const boundWanted = (wanted: Wanted): string | null =>
  isSeveral(wanted) ? JSON.stringify(wanted) : wanted;
