import type { JsonObject, JsonValue } from '@phananh/core';

/** The description and the schema of a parameter: readers of the page see what is said of the parameter, not of its schema. */
export const parameterSchema = (given: JsonValue | undefined): JsonObject => {
  if (!isObject(given)) return { schema: given ?? {} };
  const { description, ...schema } = given;
  return {
    ...(typeof description === 'string' && { description }),
    // One of several forms of text: which, the description says better than the patterns of each.
    schema: Array.isArray(schema.anyOf) && schema.anyOf.every(isText) ? { type: 'string' } : schema,
  };
};

const isText = (schema: JsonValue): boolean => {
  if (!isObject(schema)) return false;
  if (Array.isArray(schema.anyOf)) return schema.anyOf.every(isText);
  // A list is a text with commas too.
  return schema.type === 'string' || (schema.type === 'array' && isText(schema.items ?? null));
};

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
