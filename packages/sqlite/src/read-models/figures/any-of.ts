/** What a filter wants: a value, none (null), or any of several. */
export type Wanted = string | null | readonly (string | null)[];

const isSeveral = (wanted: Wanted): wanted is readonly (string | null)[] =>
  typeof wanted === 'object' && wanted !== null;

/** In SQL: a column has what is wanted, to be bound as {@link boundWanted} under the name. Of one value its index is taken. */
export const isWanted = (column: string, name: string, wanted: Wanted): string => {
  if (!isSeveral(wanted)) return `${column} IS @${name}`;
  const among = `${column} IN (SELECT value FROM json_each(@${name}))`;
  return wanted.includes(null) ? `(${among} OR ${column} IS NULL)` : among;
};

export const boundWanted = (wanted: Wanted): string | null =>
  isSeveral(wanted) ? JSON.stringify(wanted) : wanted;
