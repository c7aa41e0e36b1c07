/**
 * Of what lists are asked for, what may name a person: words that somebody searches for, and whose reports. It is kept in no event, because
 * events are kept for ever and are no part of an erasure.
 */
const notKept = ['q', 'reporterId'] as const;

/** Whether a query of a list searches for words. @param filter as the address of the list has it */
export const hasWords = (filter: string): boolean =>
  new URLSearchParams(filter).getAll('q').some((words) => words !== '');

/** A filter as it is kept: `q=` with nothing behind it says that words were searched for. @param filter as the address of the list has it */
export const withoutWords = (filter: string): string => {
  const asked = new URLSearchParams(filter);
  const left = notKept.filter((name) => asked.getAll(name).some((value) => value !== ''));
  for (const name of left) asked.set(name, '');
  // Others stay as they were written.
  return left.length === 0 ? filter : asked.toString();
};
