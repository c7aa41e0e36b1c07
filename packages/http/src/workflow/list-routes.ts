import type { Clock, Instant } from '@phananh/core';
import {
  type AnyList,
  countParameters,
  countQueryOf,
  type DeclaredColumn,
  type DeclaredColumns,
  listParameters,
  listQueryOf,
  monthOf,
  personalInRows,
  type ReadModels,
} from '@phananh/core/read-models';
import { verdicts } from '@phananh/core/sla';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { actorOf } from '../auth/authenticate.ts';
import { count, erasure, objectSchema } from '../openapi/json-schema.ts';
import type { JsonSchema, Operation } from '../openapi/operation.ts';
import { afterParameter, awaitApplied } from '../queries/after.ts';
import { askFor, askingErrors } from '../queries/asking.ts';
import { ifNoneMatch, listEnd, listResponses, listSchema, nextPage } from '../queries/case-schemas.ts';
import { listTag, notModified } from '../queries/conditional-request.ts';
import { parseQuery } from '../queries/parse-query.ts';
import { tellShown } from '../queries/shown-personal.ts';

/** What the routes of a workflow's lists are answered from. */
export interface ListRoutesOptions {
  /** By name: each is at `/<name>`, its counts at `/counts/<name>`. */
  readonly lists: { readonly [name: string]: AnyList };
  readonly readModels: ReadModels;
  readonly clock: Clock;
  /** Where a day begins, for parameters that name one. */
  readonly startOf: (day: string) => Instant;
}

/** `GET /<list>` and `GET /counts/<list>` for every list of a workflow, with their reference. */
export const listRoutes = (app: FastifyInstance, { lists, ...options }: ListRoutesOptions): void => {
  for (const [name, list] of Object.entries(lists)) {
    addListRoute(app, name, list, options);
    if (list.counts.length + list.months.length > 0) addCountRoute(app, name, list, options);
  }
};

type Answering = Omit<ListRoutesOptions, 'lists'>;

const addListRoute = (
  app: FastifyInstance,
  name: string,
  list: AnyList,
  { readModels, clock, startOf }: Answering,
): void => {
  const query = listParameters(list, startOf).extend({ after: afterParameter });
  const operation: Operation = {
    ...described(list, query),
    id: `${list.workflow}.list.${name}`,
    summary: `${list.summary.replace(/\.$/, '')}: those that the actor may see, filtered, sorted, in pages.`,
    headers: ifNoneMatch,
    responses: listResponses(
      listSchema(name, rowSchema(list), { nextCursor: { type: 'string' } }, ['nextCursor']),
    ),
  };
  app.get(
    `/${name}`,
    { config: { permission: Object.keys(list.readers), operation } },
    async (request, reply) => {
      const { after, ...asked } = parseQuery(query, request.query);
      await waitFor(request, readModels, after);
      const question = listQueryOf(list, { list: name, reader: actorOf(request), now: clock.now() }, asked);
      const { rows, nextCursor } = await askFor(request, (by) => readModels.list(question, by));
      if (nextCursor !== undefined) reply.header('link', `<${nextPage(request, nextCursor)}>; rel="next"`);
      const { position, ...gaps } = listEnd(readModels, name);
      const answer = { [name]: rows, ...(nextCursor !== undefined && { nextCursor }), ...gaps };
      if (notModified(request, reply, listTag(answer))) return reply;
      tellShown(request, personalInRows(list, rows));
      return { ...answer, position };
    },
  );
};

const addCountRoute = (
  app: FastifyInstance,
  name: string,
  list: AnyList,
  { readModels, clock, startOf }: Answering,
): void => {
  const query = countParameters(list, startOf).extend({ after: afterParameter });
  const fields: DeclaredColumns = list.of.fields;
  const of = Object.fromEntries([
    ...list.counts.map((column) => [column, countedSchema(fields[column])] as const),
    ...list.months.map((day) => [monthOf(day), monthSchema] as const),
  ]);
  const operation: Operation = {
    ...described(list, query),
    id: `${list.workflow}.counts.${name}`,
    summary: `How many of ${name} there are of each value, among those that the actor may see.`,
    responses: {
      200: {
        description: 'One entry for each combination of values that there is.',
        schema: listSchema('counts', objectSchema({ of: objectSchema(of, Object.keys(of)), count })),
      },
    },
  };
  const config = { permission: Object.keys(list.readers), operation };
  app.get(`/counts/${name}`, { config }, async (request, reply) => {
    const { after, ...asked } = parseQuery(query, request.query);
    await waitFor(request, readModels, after);
    const question = countQueryOf(list, { list: name, reader: actorOf(request), now: clock.now() }, asked);
    const counts = await askFor(request, (by) => readModels.counts(question, by));
    reply.header('cache-control', 'private, no-cache');
    return { counts, ...listEnd(readModels, name) };
  });
};

const waitFor = (request: FastifyRequest, readModels: ReadModels, after: unknown): Promise<void> =>
  awaitApplied(
    readModels,
    typeof after === 'number' ? after : undefined,
    request.server.phananh.limits.afterMilliseconds,
  );

const shownRange = {
  all: 'all',
  own: 'their own',
  agency: 'those of their agency',
  shared: 'their own, and what is shared with them',
} as const;

const described = (list: AnyList, query: z.ZodObject) => ({
  tag: list.workflow,
  description: Object.entries(list.readers)
    .map(([kind, { range }]) => `${kind}: ${shownRange[range]}.`)
    .join(' '),
  query,
  errors: ['invalid-query', 'read-model-behind', 'read-models-rebuilding', ...askingErrors],
});

/** A row: columns that not every reader sees may be missing. */
const rowSchema = ({ of, readers }: AnyList): JsonSchema => {
  const fields: DeclaredColumns = of.fields;
  const seenBy = (name: string): number =>
    Object.values(readers).filter(({ columns }) => columns.includes(name)).length;
  const shown = Object.keys(fields).filter((name) => seenBy(name) > 0);
  return objectSchema(
    Object.fromEntries(shown.map((name) => [name, columnSchema(fields[name])])),
    shown.filter((name) => seenBy(name) < Object.keys(readers).length),
  );
};

const orNull = (type: string): JsonSchema => ({ type: [type, 'null'] });
const momentOrNull: JsonSchema = { type: ['string', 'null'], format: 'date-time' };

const clockSchema: JsonSchema = {
  anyOf: [
    objectSchema({
      startedAt: { type: 'string', format: 'date-time' },
      dueDay: { type: ['string', 'null'], format: 'date' },
      dueAt: momentOrNull,
      pausedAt: momentOrNull,
      stoppedAt: momentOrNull,
      cancelledAt: momentOrNull,
      verdict: { enum: [...verdicts, null] },
    }),
    { type: 'null' },
  ],
};

const types: { readonly [kind: string]: { readonly type: string; readonly format?: string } } = {
  integer: { type: 'integer' },
  real: { type: 'number' },
  boolean: { type: 'boolean' },
  instant: { type: 'string', format: 'date-time' },
  day: { type: 'string', format: 'date' },
};

const columnSchema = (column: DeclaredColumn | undefined): JsonSchema => {
  if (column === undefined) return {};
  if (column.kind === 'clock') return withMeaning(clockSchema, column);
  if (column.values !== undefined)
    return withMeaning({ enum: [...column.values, ...(column.isNullable ? [null] : [])] }, column);
  if (column.isPersonal) return withMeaning({ anyOf: [orNull('string'), erasure] }, column);
  const { type, format } = types[column.kind] ?? { type: 'string' };
  return withMeaning(
    { ...(column.isNullable ? orNull(type) : { type }), ...(format !== undefined && { format }) },
    column,
  );
};

const withMeaning = (schema: JsonSchema, { meaning }: DeclaredColumn): JsonSchema =>
  meaning === '' ? schema : { ...schema, description: meaning };

const monthSchema: JsonSchema = { type: ['string', 'null'], pattern: '^\\d{4}-\\d{2}$' };

const countedSchema = (column: DeclaredColumn | undefined): JsonSchema =>
  column?.kind === 'clock' ? { enum: [...verdicts, null] } : columnSchema(column);
