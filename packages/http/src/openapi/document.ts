import type { JsonObject } from '@phananh/core';
import type { Permission } from '../auth/authenticate.ts';
import type { ErrorCatalog, HttpErrorEntry } from '../errors/http-errors.ts';
import { problemMediaType } from '../errors/problem.ts';
import { statusOf } from '../errors/status.ts';
import { introductionTo, tagsOf } from './introduction.ts';
import { jsonSchemaOf, objectSchema } from './json-schema.ts';
import type { HeaderDescription, JsonSchema, Operation, ResponseDescription } from './operation.ts';
import { parameterSchema } from './parameter-schema.ts';

export interface DescribedRoute {
  readonly method: string;
  /** With `:name` for what varies, as Fastify has it. */
  readonly url: string;
  readonly permission: Permission;
  readonly operation: Operation;
}

const everyRoute = ['malformed-request', 'internal', 'store-unavailable'];
const everyRouteWithToken = ['unauthenticated'];
const everyBody = [
  'malformed-json',
  'duplicate-key',
  'forbidden-key',
  'invalid-utf8',
  'lone-surrogate',
  'too-deep',
  'payload-too-large',
  'unsupported-media-type',
];

const problemSchema: JsonSchema = {
  type: 'object',
  description:
    'RFC 9457. Further members help with the single code, `allowedCommands` with `wrong-phase` for one.',
  properties: {
    type: { type: 'string', description: 'Leads to a page about this code.' },
    title: { type: 'string', description: 'English or Vietnamese, by `Accept-Language`.' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: { type: 'string', description: 'Stable.' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'The id of the request, as the log has it.' },
    errors: {
      type: 'array',
      maxItems: 100,
      items: objectSchema({ pointer: { type: 'string' }, message: { type: 'string' } }),
    },
    phase: { type: ['string', 'null'] },
    allowedCommands: { type: 'array', items: { type: 'string' } },
    currentRevision: { type: ['integer', 'null'] },
  },
  required: ['type', 'title', 'status', 'code', 'detail', 'instance'],
  additionalProperties: true,
};

/** The OpenAPI 3.1 document of some routes and of the errors that they can answer with. */
export const openApiDocument = (
  routes: readonly DescribedRoute[],
  {
    catalog,
    base,
    title,
    version,
    summaries = new Map(),
    everywhere = [],
  }: {
    readonly catalog: ErrorCatalog;
    readonly base: string;
    readonly title: string;
    readonly version: string;
    /** What the workflows are, by their tags. */
    readonly summaries?: ReadonlyMap<string, string>;
    /** Codes that the authentication can answer every request with. */
    readonly everywhere?: readonly string[];
  },
): JsonObject => {
  const paths: { [path: string]: { [method: string]: JsonObject } } = {};
  for (const route of routes) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}');
    const operations = paths[path] ?? {};
    operations[route.method.toLowerCase()] = operationObject(route, catalog, everywhere);
    paths[path] = operations;
  }
  const examples = catalog.entries().map(([code, entry]) => [code, problemExample(code, entry, base)]);
  return {
    openapi: '3.1.0',
    info: {
      title,
      version,
      description: introductionTo(summaries),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    // Where this document is from, under whatever name and port it was asked for.
    servers: [{ url: '/', description: 'This host.' }],
    tags: tagsOf(
      routes.map(({ operation }) => operation.tag),
      summaries,
    ),
    paths,
    components: {
      schemas: { Problem: problemSchema },
      examples: Object.fromEntries(examples),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  };
};

const operationObject = (
  { url, permission, operation }: DescribedRoute,
  catalog: ErrorCatalog,
  everywhere: readonly string[],
): JsonObject => {
  const { id, tag, summary, description, body, responses, errors } = operation;
  const isPublic = permission === 'public';
  const codes = new Set([
    ...errors,
    ...everyRoute,
    ...everyRouteWithToken,
    ...everywhere,
    ...(isPublic ? [] : ['forbidden']),
    ...(body === undefined ? [] : everyBody),
  ]);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    parameters: parametersOf(url, operation),
    ...(body !== undefined && {
      requestBody: {
        required: body.required,
        content: {
          [body.mediaType ?? 'application/json']: { schema: body.schema, example: body.example },
        },
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(responses).map(([status, response]) => [status, responseObject(response)]),
      ),
      ...problemResponses([...codes], catalog),
    },
    security: isPublic ? [{}, { bearer: [] }] : [{ bearer: [] }],
    ...(!isPublic && { 'x-actor-kinds': permission }),
  };
};

const parametersOf = (url: string, { path, query, headers }: Operation): readonly JsonObject[] => {
  const { properties = {}, required = [] } = query === undefined ? {} : jsonSchemaOf(query, 'input');
  return [
    ...[...url.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
      name,
      in: 'path',
      required: true,
      schema: path?.[name] ?? { type: 'string' },
    })),
    ...Object.entries(properties ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: Array.isArray(required) && required.includes(name),
      ...parameterSchema(schema),
    })),
    ...Object.entries(headers ?? {}).map(([name, header]) => ({
      name,
      in: 'header',
      ...headerObject(header),
    })),
  ];
};

const headerObject = ({ description, schema, required = false }: HeaderDescription): JsonObject => ({
  description,
  schema,
  required,
});

const responseObject = (response: ResponseDescription): JsonObject => {
  const { description, schema, example, mediaType = 'application/json', otherwise = {}, headers } = response;
  return {
    description,
    ...(headers !== undefined && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, header]) => [name, headerObject(header)]),
      ),
    }),
    ...(schema !== undefined && {
      content: {
        [mediaType]: { schema, ...(example !== undefined && { example }) },
        ...Object.fromEntries(Object.entries(otherwise).map(([type, other]) => [type, { schema: other }])),
      },
    }),
  };
};

/** One response for each status, its examples the codes that come with it. */
const problemResponses = (codes: readonly string[], catalog: ErrorCatalog): JsonObject => {
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const entry = catalog.entryOf(code);
    if (entry === undefined) throw new TypeError(`no error table has the code ${code}`);
    byStatus.set(statusOf(entry), [...(byStatus.get(statusOf(entry)) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, those]) => [
      String(status),
      {
        description: those.map((code) => `\`${code}\``).join(', '),
        content: {
          [problemMediaType]: {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(
              those.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
            ),
          },
        },
      },
    ]),
  );
};

const problemExample = (code: string, entry: HttpErrorEntry, base: string): JsonObject => ({
  summary: entry.title.en,
  description: entry.help,
  value: {
    type: `${base}/problems/${code}`,
    title: entry.title.en,
    status: statusOf(entry),
    code,
    detail: entry.title.en,
    instance: '5e0c9a3e-7d1f-4b1c-9f0d-2f5f1b8f6c11',
  },
});
