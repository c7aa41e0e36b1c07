import { z } from 'zod';
import { isInstant, offsetMinutes } from '../base/time.ts';

/** Marks a field as personal: about a person who may ask for its erasure. Views show it to named audiences only. */
export const personal = <Schema extends z.ZodType>(schema: Schema): Schema =>
  schema.meta({ 'x-personal': true });

/**
 * Says of a list that its order means nothing: readers of its JSON schema see it, and every order in which it is given is the
 * same command and the same file.
 */
export const anyOrder = <Schema extends z.ZodType>(schema: Schema, says = ''): Schema =>
  schema.meta({ 'x-set': true, description: `${says} A set: its order means nothing.`.trim() });

/** A set of texts: kept in order, and each of them once. */
export const setOf = <Item extends z.ZodType<string>>(item: Item, most = Number.MAX_SAFE_INTEGER) => {
  const list = z.array(item);
  const limited = most === Number.MAX_SAFE_INTEGER ? list : list.max(most);
  return anyOrder(limited.overwrite((entries) => (isSet(entries) ? entries : [...new Set(entries)].sort())));
};

const isSet = (entries: readonly string[]): boolean =>
  entries.every((entry, index) => index === 0 || (entries[index - 1] ?? '') < entry);

const controlCharacters = /[\p{Cc}--[\t\n\r]]/v;

/** Neither a space nor a letter that nobody sees, such as a zero-width space. */
const visible = /[^\s\p{Default_Ignorable_Code_Point}]/u;

/** Printable ASCII, which passes every check of `text` and is its own NFC: one test instead of five for much of all text. */
const plainText = /^[!-~][ -~]*$/;

/** Text of people: NFC, at least one visible character, well-formed Unicode, no control characters but tab and line ends. */
export const text = (max = 10_000) =>
  z
    .string()
    .max(max, `at most ${max} characters`)
    // One check and no chain of five: every text is checked twice, in the input of the command and in the event.
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
  return visible.test(value) ? undefined : 'is empty';
};

/** An instant with its offset, kept in UTC with milliseconds. */
export const instant = () =>
  z.iso
    // Where a day may stand in its place, both forms are said: a union gives the words of one that goes on after a fault.
    .datetime({
      offset: true,
      // What is missing is said to be missing.
      error: ({ input }) => (input === undefined ? undefined : 'not an ISO 8601 instant with an offset'),
      abort: true,
    })
    .refine((value) => isInstant(value) || !Number.isNaN(Date.parse(value)), 'no such instant')
    // An instant without an offset was refused by the check above.
    .refine(
      (value) => isInstant(value) || hasNoOffset(value) || offsetMinutes(offsetIn(value)) !== undefined,
      'no such offset',
    )
    // zod calls it also for values that the checks above refused: it must not throw for them.
    .overwrite((value) =>
      isInstant(value) || Number.isNaN(Date.parse(value)) ? value : new Date(value).toISOString(),
    );

const hasNoOffset = (instant: string): boolean => offsetIn(instant) === '';

const offsetIn = (instant: string): string => /(?:Z|[+-]\d\d:\d\d)$/.exec(instant)?.[0] ?? '';

/** Top-level fields of an object schema that are marked personal. */
export const personalFields = (schema: z.ZodType): readonly string[] => fieldsWith(schema, 'x-personal');

/** Top-level fields of an object schema that are sets. */
export const setFields = (schema: z.ZodType): readonly string[] => fieldsWith(schema, 'x-set');

export const isMarkedPersonal = (schema: z.ZodType): boolean => schema.meta()?.['x-personal'] === true;

const fieldsWith = (schema: z.ZodType, mark: string): readonly string[] =>
  schema instanceof z.ZodObject
    ? Object.entries(schema.shape)
        .filter(([, field]) => isMarked(field, mark))
        .map(([name]) => name)
    : [];

const isMarked = (schema: unknown, mark: string): boolean => {
  if (!(schema instanceof z.ZodType)) return false;
  if (schema.meta()?.[mark] === true) return true;
  // A sealed field is one of two: the value, or that it was erased.
  if (schema instanceof z.ZodUnion) return schema.options.some((option) => isMarked(option, mark));
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? isMarked(schema.unwrap(), mark)
    : false;
};
