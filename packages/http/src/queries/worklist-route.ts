import type { Reports } from '@phananh/core';
import { mostCounted, personalInCases, personalOnMap, type ReadModels } from '@phananh/core/read-models';
import type { ReportActorKind } from '@phananh/core/reports';
import type { FastifyInstance } from 'fastify';
import { actorOf } from '../auth/authenticate.ts';
import { officers } from '../auth/officers.ts';
import { awaitApplied } from './after.ts';
import { askFor, askingErrors } from './asking.ts';
import {
  caseRowSchema,
  clusterFields,
  countFields,
  ifNoneMatch,
  listEnd,
  listResponses,
  listSchema,
  nextPage,
  withListEnd,
} from './case-schemas.ts';
import { listTag, notModified } from './conditional-request.ts';
import { parseQuery } from './parse-query.ts';
import { tellShown } from './shown-personal.ts';
import {
  caseQueryFor,
  clusterQueryFor,
  worklistClustersQuery,
  worklistCountQuery,
  worklistQuery,
} from './worklist-query.ts';

const readers = ['citizen', ...officers] as const satisfies readonly ReportActorKind[];

/** `GET /counts/reports`: how long a worklist is. */
const countRoute = (
  app: FastifyInstance,
  { reports, readModels }: { readonly reports: Reports; readonly readModels: ReadModels },
): void => {
  const query = worklistCountQuery(reports.policy.calendar.startOf);
  app.get(
    '/counts/reports',
    {
      config: {
        permission: readers,
        operation: {
          id: 'report.count',
          tag: 'report',
          summary: 'How many cases a worklist has.',
          description: `Exact up to ${mostCounted}; with more, \`count\` is ${mostCounted} and \`isMore\` says so.`,
          query,
          headers: ifNoneMatch,
          responses: listResponses(withListEnd(countFields), 'How many.', {}),
          errors: ['invalid-query', 'read-model-behind', ...askingErrors],
        },
      },
    },
    async (request, reply) => {
      const asked = parseQuery(query, request.query);
      await awaitApplied(readModels, asked.after, app.phananh.limits.afterMilliseconds);
      const wanted = caseQueryFor(actorOf(request), asked, reports.handler.clock.now());
      const counted = await askFor(request, (by) => readModels.caseCount(wanted, by));
      const { position, ...gaps } = listEnd(readModels);
      const answer = { ...counted, ...gaps };
      return notModified(request, reply, listTag(answer)) ? reply : { ...answer, position };
    },
  );
};

/** `GET /clusters/reports`: a worklist as a map shows it. */
const clustersRoute = (
  app: FastifyInstance,
  { reports, readModels }: { readonly reports: Reports; readonly readModels: ReadModels },
): void => {
  const query = worklistClustersQuery(reports.policy.calendar.startOf);
  app.get(
    '/clusters/reports',
    {
      config: {
        permission: readers,
        operation: {
          id: 'report.clusters',
          tag: 'report',
          summary: 'Where the cases of a worklist are, as a map of a zoom shows them.',
          description:
            'Those that are too close to be told apart are one cluster, with the middle of their places. Without `bbox` all that have a place. Places are as the actor sees them in the list: rounded for analysts.',
          query,
          responses: { 200: { description: 'Clusters.', schema: withListEnd(clusterFields) } },
          errors: ['invalid-query', 'read-model-behind', 'read-models-rebuilding', ...askingErrors],
        },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const asked = parseQuery(query, request.query);
      await awaitApplied(readModels, asked.after, app.phananh.limits.afterMilliseconds);
      const wanted = clusterQueryFor(actor, asked, reports.handler.clock.now());
      const clusters = await askFor(request, (by) => readModels.clusters(wanted, by));
      reply.header('cache-control', 'private, no-cache');
      tellShown(request, personalOnMap(wanted, clusters));
      return { ...clusters, ...listEnd(readModels) };
    },
  );
};

/** `GET /reports`: worklists. */
export const worklistRoute = (
  app: FastifyInstance,
  { reports, readModels }: { readonly reports: Reports; readonly readModels: ReadModels },
): void => {
  countRoute(app, { reports, readModels });
  clustersRoute(app, { reports, readModels });
  const query = worklistQuery(reports.policy.calendar.startOf);
  app.get(
    '/reports',
    {
      config: {
        permission: readers,
        operation: {
          id: 'report.list',
          tag: 'report',
          summary: 'A worklist: the cases that the actor may see, filtered, sorted, in pages.',
          description:
            'Citizens get their own, officers of an agency those of their agency. Each row is as the report is shown to the actor: analysts get no texts and rounded places, find none by words, and search boxes by rounded places.',
          query,
          headers: ifNoneMatch,
          responses: listResponses(
            listSchema('cases', caseRowSchema, { nextCursor: { type: 'string' } }, ['nextCursor']),
          ),
          errors: ['invalid-query', 'read-model-behind', ...askingErrors],
        },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const asked = parseQuery(query, request.query);
      await awaitApplied(readModels, asked.after, app.phananh.limits.afterMilliseconds);
      const wanted = caseQueryFor(actor, asked, reports.handler.clock.now());
      const page = await askFor(request, (by) => readModels.cases(wanted, by));
      const { nextCursor } = page;
      if (nextCursor !== undefined) reply.header('link', `<${nextPage(request, nextCursor)}>; rel="next"`);
      const { position, ...gaps } = listEnd(readModels);
      const answer = { cases: page.cases, ...(nextCursor !== undefined && { nextCursor }), ...gaps };
      if (notModified(request, reply, listTag(answer))) return reply;
      tellShown(request, personalInCases(page.cases, actor.kind));
      return { ...answer, position };
    },
  );
};
