import { type Instant, instant, issuesOf, parseInput } from '@phananh/core';
import { z } from 'zod';
import { InvalidParameters } from '../errors/http-errors.ts';

/** Parameters of which each is absent or has a value: a query string cannot say undefined. */
export type Given<Parameters> = { readonly [Name in keyof Parameters]: Exclude<Parameters[Name], undefined> };

/** @throws {@link InvalidParameters} with a pointer to each parameter that is unknown or of the wrong form */
export const parseQuery = <Parameters>(schema: z.ZodType<Parameters>, query: unknown): Given<Parameters> => {
  const parsed = parseInput(schema, query);
  if (!parsed.success) throw new InvalidParameters(issuesOf(parsed.error));
  return parsed.data as Given<Parameters>;
};

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

/** A moment, or a day, which stands for its first instant in the calendar of the policy. */
export const moment = (startOf: (day: string) => Instant) =>
  z.union([instant(), z.iso.date().transform(startOf)], {
    error: 'neither an ISO 8601 instant with an offset nor a day',
  });
