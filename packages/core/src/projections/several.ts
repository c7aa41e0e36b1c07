import { z } from 'zod';

/** Most values of one filter. */
const mostValues = 50;

const valuesOf = (one: z.ZodType<string, string>) =>
  z
    .union([one, z.array(one).min(1).max(mostValues)])
    .transform((given): readonly string[] => [...new Set([given].flat())]);

/** A value, or several of which any will do: the parameter is repeated. */
export const several = (one: z.ZodType<string, string>) => valuesOf(one).optional();

/** The same; an empty value stands for those that have none. */
export const severalOrNone = (one: z.ZodType<string, string>) =>
  valuesOf(z.union([z.literal(''), one]))
    .transform((values) => values.map((value) => (value === '' ? null : value)))
    .optional();
