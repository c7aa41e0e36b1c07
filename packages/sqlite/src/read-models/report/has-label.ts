import type { Wanted } from '@phananh/core/read-models';
import { isSeveral, isWanted } from '../reading/any-of.ts';

/** In SQL: the case of a number has a label that is wanted, or none where none is; to be bound as {@link boundWanted}. */
export const hasLabel = (caseNumber: string, name: string, wanted: Wanted): string => {
  const unlabelled = `${caseNumber} NOT IN (SELECT case_number FROM case_labels)`;
  if (wanted === null) return unlabelled;
  const labelled = `${caseNumber} IN (SELECT case_number FROM case_labels WHERE ${isWanted('label', name, wanted)})`;
  return isSeveral(wanted) && wanted.includes(null) ? `(${labelled} OR ${unlabelled})` : labelled;
};
