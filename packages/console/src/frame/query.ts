/** Filters as the address has them. */

export const queryOf = ({ url }: { readonly url: string }): URLSearchParams =>
  new URLSearchParams(url.split('?', 2)[1] ?? '');

/** What a form leaves empty asks for nothing. */
export const withoutEmpty = (given: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...given].filter(([, value]) => value !== ''));

export const withoutCursor = (query: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...query].filter(([name]) => name !== 'cursor'));

/** As a query string is parsed for the API: a repeated parameter is a list. */
export const asParameters = (
  query: URLSearchParams,
): { readonly [name: string]: string | readonly string[] } =>
  Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values] as const;
    }),
  );
