import { z } from 'zod';
import { inNormalForm, sameKeys } from '../../unicode/index.ts';
import { inWords } from './issue-words.ts';

/**
 * Parses what comes from outside: brought into NFC first, so that names are the same however they were composed, and refused
 * where two keys become one. Its findings are worded as what follows the name of a field.
 */
export const parseInput = <Output>(
  schema: z.ZodType<Output>,
  given: unknown,
): z.ZodSafeParseResult<Output> => {
  const value = inNormalForm(given);
  const twice = value === given ? [] : sameKeys(given);
  if (twice.length === 0) return schema.safeParse(value, { error: inWords });
  // Findings of the same form as the schema's own.
  return z
    .unknown()
    .superRefine((_, context) => {
      for (const path of twice) context.addIssue({ code: 'custom', path: [...path], message });
    })
    .pipe(schema)
    .safeParse(value);
};

const message = 'stands twice in its object, composed and decomposed';
