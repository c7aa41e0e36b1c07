import { z } from 'zod';

/**
 * A schema whose parse is generated code: a quarter of the time, and little garbage beside the value. What is wrong is parsed
 * again by the schema itself, so that its errors are the only ones; so is everything where code may not be generated.
 */
export const compiledSchema = <Schema extends z.ZodType>(schema: Schema): Schema => {
  let compiled = compiledSchemas.get(schema);
  if (compiled === undefined) {
    compiled = z.compile(schema);
    compiledSchemas.set(schema, compiled);
  }
  // It is a copy of the very schema.
  return compiled as Schema;
};

/** Compiled when first asked for, because a host starts without: each is asked at every command or event of its kind. */
const compiledSchemas = new WeakMap<z.ZodType, z.ZodType>();
