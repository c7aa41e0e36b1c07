import type { JsonSchema } from '@phananh/http/pages';

/** What a schema asks for, as fields of a form. */

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** What it looks like: the address of a picture, and what is to be known of it. */
  readonly picture?: { readonly src: string; readonly note: string };
}

type Control =
  | {
      readonly kind:
        | 'line'
        | 'text'
        | 'whole-number'
        | 'number'
        | 'yes-no'
        | 'lines'
        | 'moment'
        | 'day'
        | 'json';
    }
  | { readonly kind: 'choice' | 'choices'; readonly values: readonly string[] }
  | { readonly kind: 'group'; readonly fields: readonly Field[] };

export type Field = Control & {
  /** As the form names it: `location.address`. */
  readonly name: string;
  /** Its own name: `address`. */
  readonly key: string;
  /** Where errors point that are of it: `/location/address`. */
  readonly pointer: string;
  readonly isRequired: boolean;
  readonly most: number | undefined;
  readonly least: number | undefined;
  readonly initial: string | undefined;
};

/** Longer ones are written in several lines. */
const longestLine = 500;

const asSchema = (value: unknown): JsonSchema =>
  // An object, of which any keyword of a schema may be absent: each is looked at where it is used.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** The fields of an object of a schema. */
export const fieldsOf = (schema: JsonSchema, within: readonly string[] = []): readonly Field[] => {
  const required = texts(schema.required);
  return Object.entries(asSchema(schema.properties)).map(([key, property]) => {
    const of = asSchema(property);
    const path = [...within, key];
    return {
      ...controlOf(of, path),
      name: path.join('.'),
      key,
      pointer: `/${path.join('/')}`,
      isRequired: required.includes(key),
      most: number(of.maxLength) ?? number(of.maximum),
      least: number(of.minimum),
      initial: typeof of.default === 'string' ? of.default : undefined,
    };
  });
};

const controlOf = (schema: JsonSchema, path: readonly string[]): Control => {
  const values = texts(schema.enum);
  if (values.length > 0) return { kind: 'choice', values };
  switch (schema.type) {
    case 'boolean':
      return { kind: 'yes-no' };
    case 'integer':
      return { kind: 'whole-number' };
    case 'number':
      return { kind: 'number' };
    case 'string':
      if (schema.format === 'date-time') return { kind: 'moment' };
      if (schema.format === 'date') return { kind: 'day' };
      return { kind: (number(schema.maxLength) ?? 0) > longestLine ? 'text' : 'line' };
    case 'array': {
      const items = asSchema(schema.items);
      const choices = texts(items.enum);
      if (choices.length > 0) return { kind: 'choices', values: choices };
      return { kind: items.type === 'string' ? 'lines' : 'json' };
    }
    case 'object':
      return { kind: 'group', fields: fieldsOf(schema, path) };
    default:
      return { kind: 'json' };
  }
};
