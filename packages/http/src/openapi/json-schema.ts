import { z } from 'zod';
import type { JsonSchema } from './operation.ts';

/** The JSON schema of a zod schema, of what goes in or of what comes out. */
export const jsonSchemaOf = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
  const { $schema: _, ...keywords } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  // zod's type has its own methods beside the keywords; as JSON it is the keywords alone.
  const plain: JsonSchema = JSON.parse(JSON.stringify(keywords));
  return plain;
};

/** An object of exactly these fields, all of them there unless named optional. */
export const objectSchema = (
  properties: { readonly [name: string]: JsonSchema },
  optional: readonly string[] = [],
): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});

/** What stands in place of something personal that was erased. */
export const erasure: JsonSchema = objectSchema({ erased: { const: true } });

export const arrayOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

export const count: JsonSchema = { type: 'integer', minimum: 0 };
