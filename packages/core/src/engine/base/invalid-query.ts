import { z } from 'zod';
import { type InputIssue, PhananhError } from './errors.ts';
import { issuesOf, isUnknownField } from './input-issues.ts';
import { parseInput } from './parse-input.ts';

/** A query that cannot be answered: a value of the wrong form, a range reversed, a cursor forged or of another query. */
export class InvalidQuery extends PhananhError {
  readonly code = 'invalid-query';

  constructor(message: string, pointer: string, errors: readonly InputIssue[] = [{ pointer, message }]) {
    super(message, { errors: errors.map((issue) => ({ pointer: issue.pointer, message: issue.message })) });
  }
}

/**
 * What is asked for, over HTTP and by code, as its schema has it: instants in UTC, so that they compare as texts.
 *
 * @throws {@link InvalidQuery} with a pointer to each field that is unknown, with the known ones, or of the wrong form
 */
export const parseQuery = <Query>(schema: z.ZodType<Query>, query: unknown): Query => {
  const parsed = parseInput(schema, query);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error).map((issue) =>
    isUnknownField(issue) && isOneName(issue.pointer)
      ? { ...issue, message: `${issue.message}${known(schema)}` }
      : issue,
  );
  const message = issues.map((issue) => `${issue.pointer} ${issue.message}`.trim()).join('; ');
  throw new InvalidQuery(message, '', issues);
};

/** Parameters are few and flat: whoever mistook the name of one sees it among the others. */
const known = (schema: z.ZodType): string =>
  schema instanceof z.ZodObject ? `; there are ${Object.keys(schema.shape).join(', ')}` : '';

const isOneName = (pointer: string): boolean => pointer.lastIndexOf('/') === 0;
