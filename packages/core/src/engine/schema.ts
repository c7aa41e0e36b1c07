import { z } from 'zod';
import type { InputIssue } from './errors.ts';
import { isInstant } from './time.ts';

/** Marks a field as personal: about a person who may ask for its erasure. Views show it to named audiences only. */
export const personal = <Schema extends z.ZodType>(schema: Schema): Schema =>
  schema.meta({ 'x-personal': true });

const controlCharacters = /[\p{Cc}--[\t\n\r]]/v;

/** Text that has nothing to object to and is its own NFC: nearly all text, told at a glance. */
const plainText = /^[!-~][ -~]*$/;

/** Text of people: NFC, at least one visible character, well-formed Unicode, no control characters but tab and line ends. */
export const text = (max = 10_000) =>
  z
    .string()
    .max(max, `at most ${max} characters`)
    // One check and not a chain of five: texts are checked twice for each event, on the way in and on the way out.
    .check((context) => {
      const { value } = context;
      if (plainText.test(value)) return;
      const problem = textProblem(value);
      if (problem === undefined) context.value = value.normalize('NFC');
      else context.issues.push({ code: 'custom', message: problem, input: value });
    });

const textProblem = (value: string): string | undefined => {
  if (!value.isWellFormed()) return 'not well-formed Unicode: a surrogate stands alone';
  if (controlCharacters.test(value)) return 'has control characters';
  return value.trim() === '' ? 'is empty' : undefined;
};

/** An instant with its offset, kept in UTC with milliseconds. */
export const instant = () =>
  z.iso
    .datetime({ offset: true, error: 'not an ISO 8601 instant with an offset' })
    .refine((value) => isInstant(value) || !Number.isNaN(Date.parse(value)), 'no such instant')
    // Runs for what the checks above refused too, and must not throw then.
    .overwrite((value) =>
      isInstant(value) || Number.isNaN(Date.parse(value)) ? value : new Date(value).toISOString(),
    );

/** Top-level fields of an object schema that are marked personal. */
export const personalFields = (schema: z.ZodType): readonly string[] =>
  schema instanceof z.ZodObject
    ? Object.entries(schema.shape)
        .filter(([, field]) => isPersonal(field))
        .map(([name]) => name)
    : [];

export const isMarkedPersonal = (schema: z.ZodType): boolean => schema.meta()?.['x-personal'] === true;

const isPersonal = (schema: unknown): boolean => {
  if (!(schema instanceof z.ZodType)) return false;
  if (isMarkedPersonal(schema)) return true;
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? isPersonal(schema.unwrap())
    : false;
};

/** Zod's findings as JSON pointers and messages, one for each unknown field. */
export const issuesOf = (error: z.ZodError): readonly InputIssue[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          pointer: pointerOf([...issue.path, key]),
          message: 'is not a known field',
        }))
      : [{ pointer: pointerOf(issue.path), message: issue.message }],
  );

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
