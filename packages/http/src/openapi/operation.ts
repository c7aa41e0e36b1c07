import type { JsonObject, JsonValue } from '@phananh/core';
import type { z } from 'zod';

/** A schema of JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = { readonly [keyword: string]: JsonValue | undefined };

export interface HeaderDescription {
  readonly description: string;
  readonly schema: JsonSchema;
  /** Absent: the header may be missing. */
  readonly required?: boolean;
}

export interface ResponseDescription {
  readonly description: string;
  /** Absent: the answer has no body. */
  readonly schema?: JsonSchema;
  readonly example?: JsonObject;
  /** Default JSON. */
  readonly mediaType?: string;
  /** Other forms of the same answer, by `Accept`: media type → schema. */
  readonly otherwise?: { readonly [mediaType: string]: JsonSchema };
  readonly headers?: { readonly [name: string]: HeaderDescription };
}

/** What a route does, for the reference: each route carries it in its `config`, and `/openapi.json` is made of them. */
export interface Operation {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Schemas of the parts of the path that have a schema; a name that is not here is a string. */
  readonly path?: { readonly [name: string]: JsonSchema };
  readonly query?: z.ZodObject;
  readonly headers?: { readonly [name: string]: HeaderDescription };
  readonly body?: {
    readonly schema: JsonSchema;
    readonly example: JsonValue;
    readonly required: boolean;
    /** Default JSON. */
    readonly mediaType?: string;
  };
  readonly responses: { readonly [status: number]: ResponseDescription };
  /** Codes of the errors that it can answer with, beside those that every route can. */
  readonly errors: readonly string[];
}

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly operation?: Operation;
  }
}
