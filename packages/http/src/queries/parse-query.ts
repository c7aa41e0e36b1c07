import { parseQuery as parsedQuery } from '@phananh/core/engine';
import { z } from 'zod';

/** Parameters of which each is absent or has a value: a query string cannot say undefined. */
export type Given<Parameters> = { readonly [Name in keyof Parameters]: Exclude<Parameters[Name], undefined> };

/** @throws {@link InvalidQuery} with a pointer to each parameter that is unknown or of the wrong form */
export const parseQuery = <Parameters>(schema: z.ZodType<Parameters>, query: unknown): Given<Parameters> =>
  parsedQuery(schema, query) as Given<Parameters>;

/** A whole number in a query: digits and nothing else. */
export const wholeNumber = ({
  min,
  max = Number.MAX_SAFE_INTEGER,
}: {
  readonly min: number;
  readonly max?: number;
}) =>
  z
    .string()
    .regex(/^(?:0|[1-9][0-9]{0,15})$/, 'not a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max));

/** Several values of a list, each once: the parameter once with commas, or repeated. */
export const severalOf = <const Values extends readonly [string, ...string[]]>(
  values: Values,
  { most = values.length }: { readonly most?: number } = {},
) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((one) => one.split(',')))
    .transform((given) => [...new Set(given)])
    .pipe(z.array(z.enum(values)).min(1).max(most));
