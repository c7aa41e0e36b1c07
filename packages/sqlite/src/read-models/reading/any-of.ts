import type { Wanted } from '@phananh/core/read-models';

const isSeveral = (wanted: Wanted): wanted is readonly (string | null)[] =>
  typeof wanted === 'object' && wanted !== null;

/** In SQL: a column has what is wanted, to be bound as {@link boundWanted} under the name. Of one value its index is taken. */
export const isWanted = (column: string, name: string, wanted: Wanted): string => {
  if (!isSeveral(wanted)) return `${column} ${wanted === null ? 'IS' : '='} @${name}`;
  const among = `${column} IN (SELECT value FROM json_each(@${name}))`;
  return wanted.includes(null) ? `(${among} OR ${column} IS NULL)` : among;
};

export const boundWanted = (wanted: Wanted): string | null =>
  isSeveral(wanted) ? JSON.stringify(wanted) : wanted;

/** In SQL: the case of a number has a label that is wanted, or none where none is; to be bound as {@link boundWanted}. */
export const hasLabel = (caseNumber: string, name: string, wanted: Wanted): string => {
  const unlabelled = `${caseNumber} NOT IN (SELECT case_number FROM case_labels)`;
  if (wanted === null) return unlabelled;
  const labelled = `${caseNumber} IN (SELECT case_number FROM case_labels WHERE ${isWanted('label', name, wanted)})`;
  return isSeveral(wanted) && wanted.includes(null) ? `(${labelled} OR ${unlabelled})` : labelled;
};
