import { z } from 'zod';
import { bare, kindOf, partOf } from './kinds.ts';
import { Settings } from './settings.ts';

/** One setting: what is given as a whole by the environment. */
export interface Leaf {
  /** Such as `listen.port`. */
  readonly name: string;
  readonly path: readonly string[];
  readonly schema: z.core.$ZodType;
  /** Such as `PHANANH_LISTEN_PORT`. */
  readonly variable: string;
  readonly description: string;
  /** As JSON; undefined where it is nothing. */
  readonly fallback: unknown;
  readonly isSecret: boolean;
}

const variableOf = (path: readonly string[]): string =>
  ['PHANANH', ...path.map((part) => part.replaceAll(/[A-Z]/g, '_$&').toUpperCase())].join('_');

const descriptionOf = (schema: z.core.$ZodType): string =>
  z.globalRegistry.get(schema)?.description ??
  (bare(schema) === schema ? '' : (z.globalRegistry.get(bare(schema))?.description ?? ''));

const fallbackOf = (schema: z.core.$ZodType): unknown =>
  schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ? schema.def.defaultValue : undefined;

/** The settings in a schema, by their whole path. */
export const leavesOf = (schema: z.core.$ZodType, path: readonly string[]): readonly Leaf[] => {
  const inner = bare(schema);
  // One that may be absent is given as a whole: its parts without each other are none.
  if (inner instanceof z.ZodObject && !(schema instanceof z.ZodOptional))
    return Object.entries<z.core.$ZodType>(inner.shape).flatMap(([key, part]) =>
      leavesOf(part, [...path, key]),
    );
  return [
    {
      name: path.join('.'),
      path,
      schema,
      variable: variableOf(path),
      description: descriptionOf(schema),
      fallback: fallbackOf(schema),
      isSecret: kindOf(schema)?.isSecret === true,
    },
  ];
};

/** Every setting, in the order of the schema. */
export const leaves: readonly Leaf[] = leavesOf(Settings, []).filter(({ name }) => name !== '$schema');

export const leafOf = (name: string): Leaf => {
  const leaf = leaves.find((one) => one.name === name);
  if (leaf === undefined) throw new TypeError(`${name} is no setting`);
  return leaf;
};

/** The sections with what is said of them, for the reference. */
export const sections: readonly { readonly name: string; readonly description: string }[] = Object.entries(
  Settings.shape,
)
  .filter(([, schema]) => bare(schema) instanceof z.ZodObject)
  .map(([name, schema]) => ({ name, description: descriptionOf(schema) }));

/** What a text of the environment or of the command line stands for, before it is checked. */
export const rawOfText = (schema: z.core.$ZodType, text: string): unknown => {
  const inner = bare(schema);
  if (inner instanceof z.ZodNumber) return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
  if (inner instanceof z.ZodBoolean) return text === 'true' ? true : text === 'false' ? false : text;
  if (kindOf(schema) !== undefined || inner instanceof z.ZodString || inner instanceof z.ZodEnum) return text;
  if (/^\s*[[{]/.test(text)) return jsonOr(text);
  if (inner instanceof z.ZodArray)
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  return jsonOr(text);
};

const jsonOr = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** A value as it was written, with every path in it made one of a folder. */
export const rebased = (schema: z.core.$ZodType, value: unknown, folder: string): unknown => {
  const kind = kindOf(schema);
  if (kind !== undefined) return typeof value === 'string' ? kind.rebase(value, folder) : value;
  const inner = bare(schema);
  if (inner instanceof z.ZodArray && Array.isArray(value))
    return value.map((one) => rebased(inner.element, one, folder));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (inner instanceof z.ZodObject || inner instanceof z.ZodRecord)
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => {
        const part = partOf(inner, key);
        return [key, part === undefined ? one : rebased(part, one, folder)];
      }),
    );
  return value;
};
