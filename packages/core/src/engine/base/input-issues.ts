import type { z } from 'zod';
import type { InputIssue } from './errors.ts';

const unknownField = 'is not a known field';

export const isUnknownField = ({ message }: InputIssue): boolean => message === unknownField;

/** Zod's findings as JSON pointers and messages, one for each unknown field. */
export const issuesOf = (error: z.ZodError): readonly InputIssue[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          pointer: pointerOf([...issue.path, key]),
          message: unknownField,
        }))
      : [{ pointer: pointerOf(issue.path), message: issue.message }],
  );

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
