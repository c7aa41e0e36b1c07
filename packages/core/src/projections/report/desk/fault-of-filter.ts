import { InvalidQuery, parseQuery } from '../../../engine/index.ts';
import type { AnyList } from '../../declared-list.ts';
import { listParameters } from '../../list-parameters.ts';
import { worklistParameters } from '../worklist-parameters.ts';

/** What says which page it is, and not which rows: no filter has them. Whose cases somebody asks for by their id is theirs, and stays out of the log. */
const left = ['cursor', 'limit', 'reporterId'];

/** Whether a day is one does not depend on where it begins. */
const startOf = (day: string): string => `${day}T00:00:00.000Z`;

/**
 * What is wrong with a query of a list; undefined: nothing.
 *
 * @param lists those of workflows beside reports, by name
 */
export const faultOfFilter =
  (lists: { readonly [name: string]: AnyList }) =>
  (list: string, query: string): string | undefined => {
    const schema =
      list === 'reports'
        ? worklistParameters(startOf)
        : Object.hasOwn(lists, list) && lists[list] !== undefined
          ? listParameters(lists[list], startOf)
          : undefined;
    if (schema === undefined) return `there is no list ${list}`;
    const asked = parametersIn(new URLSearchParams(query));
    const named = left.find((name) => Object.hasOwn(asked, name));
    if (named !== undefined) return `${named} is no part of a filter that is kept`;
    try {
      parseQuery<unknown>(schema, asked);
      return undefined;
    } catch (error) {
      if (error instanceof InvalidQuery) return error.message;
      throw error;
    }
  };

/** As a query string is parsed for the API: a repeated parameter is a list. */
export const parametersIn = (
  found: URLSearchParams,
): { readonly [name: string]: string | readonly string[] } =>
  Object.fromEntries(
    [...new Set(found.keys())].map((name) => {
      const values = found.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
