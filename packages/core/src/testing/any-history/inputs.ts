import { z } from 'zod';
import { isMarkedPersonal } from '../../engine/workflow/schema.ts';

/** Chooses one of some values, as a random history says. */
export type Choose = <Value>(values: readonly [Value, ...Value[]]) => Value;

/** A text that stands in for something personal: wherever it is seen, it came from there. */
export interface Canary {
  readonly text: string;
  /** The fields of an input under which it was given. */
  readonly field: string;
}

/** Inputs of a command that its schema takes: its example, with other values where the schema says which there are. */
export const inputFrom = (
  schema: z.ZodType,
  example: unknown,
  choose: Choose,
  canaryOf: (field: string) => readonly Canary[],
): { readonly input: unknown; readonly canaries: readonly Canary[] } => {
  for (const varied of [true, false]) {
    const canaries: Canary[] = [];
    const input = madeFor(schema, example, {
      choose,
      varied,
      field: '',
      personal: false,
      canaryOf,
      canaries,
    });
    if (schema.safeParse(input).success) return { input, canaries };
  }
  return { input: example, canaries: [] };
};

interface Making {
  readonly choose: Choose;
  /** Whether other values than those of the example are made, too. */
  readonly varied: boolean;
  /** The field of the input that the value is in. */
  readonly field: string;
  readonly personal: boolean;
  /** Texts of several forms: a schema takes some of them. */
  readonly canaryOf: (field: string) => readonly Canary[];
  readonly canaries: Canary[];
}

const madeFor = (schema: z.ZodType, example: unknown, given: Making): unknown => {
  const making = { ...given, personal: given.personal || isMarkedPersonal(schema) };
  const { choose, varied } = making;
  if (isLeftOut(schema)) {
    // zod types what a schema wraps as its inner core, which every schema is built on.
    const inner = schema.unwrap() as z.ZodType;
    // What is personal is there as often as it can be: it is what is looked for.
    const isPersonal = making.personal || isMarkedPersonal(inner);
    const isThere = isPersonal || (varied ? choose([true, true, false]) : example !== undefined);
    return isThere ? madeFor(inner, example, making) : undefined;
  }
  // As above: the core of a schema is a schema.
  if (schema instanceof z.ZodNullable) return madeFor(schema.unwrap() as z.ZodType, example, making);
  if (schema instanceof z.ZodObject) {
    const known = isRecord(example) ? example : {};
    return withoutUndefined(
      Object.entries(schema.shape).map(([name, field]) => [
        name,
        madeFor(field as z.ZodType, known[name], { ...making, field: making.field || name }),
      ]),
    );
  }
  if (schema instanceof z.ZodArray)
    return listOf(schema.element as z.ZodType, Array.isArray(example) ? example : [], making);
  if (schema.def.type === 'string' && making.personal) return canaryIn(schema, example, making);
  if (!varied) return example;
  if (schema instanceof z.ZodEnum) return choose(schema.options as [unknown, ...unknown[]]);
  if (schema instanceof z.ZodBoolean) return choose([true, false]);
  if (schema instanceof z.ZodNumber)
    return typeof example === 'number' ? choose([example, example + 1, 0, 1]) : choose([0, 1, 2]);
  return example === undefined && schema.def.type === 'string'
    ? choose(['something', 'something else'])
    : example;
};

const isLeftOut = (schema: z.ZodType): schema is z.ZodOptional | z.ZodDefault | z.ZodPrefault =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;

const listOf = (element: z.ZodType, example: readonly unknown[], making: Making): readonly unknown[] => {
  if (example.length === 0)
    return making.personal || isMarkedPersonal(element) ? [madeFor(element, undefined, making)] : [];
  const kept = making.varied ? example.filter(() => making.choose([true, true, false])) : example;
  return kept.map((item) => madeFor(element, item, making));
};

const canaryIn = (schema: z.ZodType, example: unknown, { field, canaryOf, canaries }: Making): unknown => {
  const fitting = canaryOf(field).find(({ text }) => schema.safeParse(text).success);
  if (fitting === undefined) return example;
  canaries.push(fitting);
  return fitting.text;
};

const isRecord = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withoutUndefined = (entries: readonly (readonly [string, unknown])[]): object =>
  Object.fromEntries(entries.filter(([, value]) => value !== undefined));
