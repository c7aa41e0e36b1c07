import { parametersIn } from '@phananh/core/read-models';

/** Filters as the address has them. */

/** Which row of the whole list the first one of a page is: of the address alone, to tell those who hear the page where they are. */
const rowParameter = 'row';

/** What says which page of the list it is, and not which list. */
const ofPage: ReadonlySet<string> = new Set(['cursor', rowParameter]);

export const queryOf = ({ url }: { readonly url: string }): URLSearchParams =>
  new URLSearchParams(url.split('?', 2)[1] ?? '');

/** What a form leaves empty asks for nothing. */
export const withoutEmpty = (given: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...given].filter(([, value]) => value !== ''));

export const withoutCursor = (query: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...query].filter(([name]) => !ofPage.has(name)));

/** The address of the page after one of so many rows. */
export const nextPageOf = (query: URLSearchParams, cursor: string, rows: number): URLSearchParams => {
  const next = withoutCursor(query);
  next.set('cursor', cursor);
  next.set(rowParameter, String(firstRowOf(query) + rows));
  return next;
};

/** From 0. */
export const firstRowOf = (query: URLSearchParams): number => {
  const row = Number(query.get(rowParameter));
  return Number.isSafeInteger(row) && row > 0 ? row : 0;
};

/** As a query string is parsed for the API: a repeated parameter is a list. */
export const asParameters = (
  query: URLSearchParams,
): { readonly [name: string]: string | readonly string[] } =>
  parametersIn(new URLSearchParams([...query].filter(([name]) => name !== rowParameter)));
