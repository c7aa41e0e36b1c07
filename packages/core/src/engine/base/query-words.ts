import { z } from 'zod';

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

/** Several texts, each once: the parameter once with commas, or repeated. */
const severalTexts = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [given].flat().flatMap((one) => one.split(',')))
  .transform((given) => [...new Set(given)]);

/** Several values of a list, each once. */
export const severalOf = <const Values extends readonly [string, ...string[]]>(
  values: Values,
  { most = values.length }: { readonly most?: number } = {},
) => severalTexts.pipe(z.array(z.enum(values)).min(1).max(most));

/** Several values that may be any text, each as it was given: a comma is part of one. */
export const anyOf = ({ most = 50 }: { readonly most?: number } = {}) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [...new Set([given].flat())])
    .pipe(z.array(z.string().min(1).max(1_000)).min(1).max(most));
