import type { GroupKey, SlaGroup } from '@phananh/core/read-models';
import { asParameters, withoutEmpty } from '../../frame/query.ts';

/** What a page of figures is asked, as its address has it: the parameters of the API, and `none`, the groups of which cases have none. */

/** A field that was left empty asks for nothing, and a time of a wall clock is one in Viet Nam: the address says what is asked for, and no more. */
export const tidied = (given: URLSearchParams): URLSearchParams =>
  new URLSearchParams(
    [...withoutEmpty(given)].map(([name, value]): [string, string] => [
      name,
      (name === 'asOf' || name === 'knownAt') && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/.test(value)
        ? `${value}${value.length === 16 ? ':00' : ''}+07:00`
        : value,
    ]),
  );

/** Which of many groups stand on the page, and in which order: of the page alone. */
const ofPage = ['q', 'sort', 'rows'];

/** As the API is asked: there an empty value stands for those that have none. */
export const asApi = (query: URLSearchParams): { readonly [name: string]: string | readonly string[] } => {
  const asked = without(query, ['none', ...ofPage]);
  for (const group of query.getAll('none')) asked.append(group, '');
  return asParameters(asked);
};

export const without = (query: URLSearchParams, names: readonly string[]): URLSearchParams =>
  new URLSearchParams([...query].filter(([name]) => !names.includes(name)));

/** Some parameters set to others. */
export const withAll = (
  query: URLSearchParams,
  set: { readonly [name: string]: string },
): URLSearchParams => {
  const asked = without(query, Object.keys(set));
  for (const [name, value] of Object.entries(set)) asked.set(name, value);
  return asked;
};

/** Parameters of a cohort: those that say which cases, and not how they are shown. */
const ofCohort = ['cohort', 'from', 'to', 'clock', 'round', 'asOf', 'knownAt', 'none'];

/** The question for the cases of a group. */
export const ofGroup = (
  query: URLSearchParams,
  group: GroupKey,
  groups: readonly SlaGroup[],
): URLSearchParams => {
  const named = Object.keys(group);
  const asked = new URLSearchParams(
    [...query].filter(
      ([name, value]) =>
        (ofCohort.includes(name) && !(name === 'none' && named.includes(value))) ||
        (groups.some((one) => one === name) && !named.includes(name)),
    ),
  );
  for (const [name, value] of Object.entries(group))
    if (value === null) asked.append('none', name);
    else asked.append(name, value);
  return asked;
};
