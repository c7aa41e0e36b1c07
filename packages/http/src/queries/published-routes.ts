import type { Instant, Reports } from '@phananh/core';
import { mostCounted, type ReadModels } from '@phananh/core/read-models';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { ResponseDescription } from '../openapi/operation.ts';
import { awaitApplied } from './after.ts';
import { askFor, askingErrors } from './asking.ts';
import {
  clusterFields,
  countFields,
  linkHeader,
  listEnd,
  listSchema,
  nextPage,
  publishedRowSchema,
  withListEnd,
} from './case-schemas.ts';
import { type Given, parseQuery } from './parse-query.ts';
import {
  publishedClustersParameters,
  publishedClustersQueryFor,
  publishedCountParameters,
  publishedCountQueryFor,
  publishedParameters,
  publishedQueryFor,
} from './published-query.ts';

/** `GET /published` with how many there are and where they are: what everybody may read, without a token. */
export const publishedRoutes = (
  app: FastifyInstance,
  { reports, readModels }: { readonly reports: Reports; readonly readModels: ReadModels },
): void => {
  const { startOf } = reports.policy.calendar;
  const route = <Parameters extends { readonly after?: number | undefined }>(
    path: string,
    described: {
      readonly id: string;
      readonly summary: string;
      readonly description: string;
      readonly query: z.ZodObject & z.ZodType<Parameters>;
      readonly answers: ResponseDescription;
    },
    answer: (
      asked: Given<Parameters>,
      how: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly now: Instant },
    ) => Promise<object>,
  ): void => {
    const { answers, ...operation } = described;
    app.get(
      path,
      {
        config: {
          permission: 'public',
          operation: {
            ...operation,
            tag: 'report',
            responses: { 200: answers },
            errors: ['invalid-query', 'read-model-behind', 'read-models-rebuilding', ...askingErrors],
          },
        },
      },
      async (request, reply) => {
        const asked = parseQuery<Parameters>(operation.query, request.query);
        await awaitApplied(readModels, asked.after, app.phananh.limits.afterMilliseconds);
        // The same for everybody. It may be hidden tomorrow: whoever keeps it asks each time.
        reply.header('cache-control', 'public, no-cache');
        const found = await answer(asked, { request, reply, now: reports.handler.clock.now() });
        return { ...found, ...listEnd(readModels) };
      },
    );
  };
  route(
    '/published',
    {
      id: 'published.list',
      summary: 'The reports that were published for everybody, filtered, sorted, in pages.',
      description:
        'The same for everybody, with a token or without: what the public sees of a report, and no report that it does not. Places are rounded, and boxes are of rounded places.',
      query: publishedParameters(startOf),
      answers: {
        description: 'A page, the latest publication first.',
        schema: listSchema('reports', publishedRowSchema, { nextCursor: { type: 'string' } }, ['nextCursor']),
        headers: linkHeader,
      },
    },
    async (asked, { request, reply, now }) => {
      const page = await askFor(request, (by) => readModels.published(publishedQueryFor(asked, now), by));
      const { nextCursor } = page;
      if (nextCursor !== undefined) reply.header('link', `<${nextPage(request, nextCursor)}>; rel="next"`);
      return page;
    },
  );
  route(
    '/counts/published',
    {
      id: 'published.count',
      summary: 'How many reports that were published for everybody there are.',
      description: `Exact up to ${mostCounted}; with more, \`count\` is ${mostCounted} and \`isMore\` says so.`,
      query: publishedCountParameters(startOf),
      answers: { description: 'How many.', schema: withListEnd(countFields) },
    },
    (asked, { request, now }) =>
      askFor(request, (by) => readModels.caseCount(publishedCountQueryFor(asked, now), by)),
  );
  route(
    '/clusters/published',
    {
      id: 'published.clusters',
      summary: 'Where the reports are that were published for everybody, as a map of a zoom shows them.',
      description:
        'Those that are too close to be told apart are one cluster, with the middle of their rounded places. Without `bbox` all that have a place.',
      query: publishedClustersParameters(startOf),
      answers: { description: 'Clusters.', schema: withListEnd(clusterFields) },
    },
    (asked, { request, now }) =>
      askFor(request, (by) => readModels.clusters(publishedClustersQueryFor(asked, now), by)),
  );
};
