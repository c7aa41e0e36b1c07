import { parseQuery as parsedQuery } from '@phananh/core/engine';
import type { z } from 'zod';

/** Parameters of which each is absent or has a value: a query string cannot say undefined. */
export type Given<Parameters> = { readonly [Name in keyof Parameters]: Exclude<Parameters[Name], undefined> };

/** @throws {@link InvalidQuery} with a pointer to each parameter that is unknown or of the wrong form */
export const parseQuery = <Parameters>(schema: z.ZodType<Parameters>, query: unknown): Given<Parameters> =>
  parsedQuery(schema, query) as Given<Parameters>;
