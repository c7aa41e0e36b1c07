import type { JsonObject, Reports } from '@phananh/core';
import { NotFound, rootsOf, subjectFor } from '@phananh/core/engine';
import type { ReadModels } from '@phananh/core/read-models';
import { reportPhases, reportWorkflow } from '@phananh/core/reports';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { JsonSchema } from '../openapi/operation.ts';
import { afterParameter, awaitApplied } from './after.ts';
import { askingErrors, readInTurns } from './asking.ts';
import { parseQuery } from './parse-query.ts';
import { reportOfCode } from './report-of-code.ts';

/** What the holder of a tracking code may know before anything is published: how it goes, not what it says. */
const shownBeforePublication = ['phase', 'dueDay', 'dueProjected', 'submittedAt', 'round'] as const;

const Query = z.strictObject({ after: afterParameter });

const schema: JsonSchema = {
  type: 'object',
  properties: {
    trackingCode: { type: 'string', pattern: '^[0-9A-Z]{5}-[0-9A-Z]{5}$' },
    ...Object.fromEntries(rootsOf(reportWorkflow.views.public.state).map((field) => [field, {}])),
    phase: { enum: Object.keys(reportPhases) },
    dueDay: { type: ['string', 'null'], format: 'date' },
    dueProjected: { type: 'boolean' },
    submittedAt: { type: 'string', format: 'date-time' },
    round: { type: 'integer', minimum: 1 },
  },
  required: ['trackingCode', ...shownBeforePublication],
  additionalProperties: false,
};

/** `GET /track/{trackingCode}`: whoever holds the code may follow the report. */
export const trackRoute = (
  app: FastifyInstance,
  { reports, readModels }: { readonly reports: Reports; readonly readModels: ReadModels },
): void => {
  app.get<{ Params: { readonly trackingCode: string } }>(
    '/track/:trackingCode',
    {
      config: {
        permission: 'public',
        counted: 'code',
        operation: {
          id: 'report.track',
          tag: 'report',
          summary: 'Follows a report by its tracking code: public facts and the day until which it is due.',
          description: 'Hyphen, case and look-alikes (O for 0, I and L for 1) do not matter.',
          query: Query,
          responses: { 200: { description: 'What is public.', schema } },
          errors: [...askingErrors, 'not-found', 'invalid-query', 'read-model-behind'],
        },
      },
    },
    async (request, reply) => {
      const { params, query } = request;
      const { after } = parseQuery(Query, query);
      await awaitApplied(readModels, after, app.phananh.limits.afterMilliseconds);
      const { shown } = await trackedReport(request, { reports, readModels }, params.trackingCode);
      reply.header('cache-control', 'private, no-cache');
      return shown;
    },
  );
};

/**
 * What whoever holds a tracking code may read of its report, as `shown`; which report it is they learn by what they may do with it. For routes that
 * are counted as `code`.
 *
 * @throws {@link NotFound}
 */
export const trackedReport = async (
  request: FastifyRequest,
  { reports, readModels }: { readonly reports: Reports; readonly readModels: ReadModels },
  trackingCode: string,
): Promise<{ readonly reportId: string; readonly shown: JsonObject }> => {
  const { afterMilliseconds } = request.server.phananh.limits;
  const reportId = await reportOfCode({ reports, readModels }, trackingCode, afterMilliseconds);
  const subject =
    reportId === undefined
      ? undefined
      : await readInTurns(request, (how) => reports.handler.load(reportId, undefined, how));
  if (reportId === undefined || subject === undefined) {
    throw new NotFound('report with the tracking code', trackingCode.slice(0, 20));
  }
  const { handler, policy } = reports;
  const { state } = subject;
  const shown = subjectFor(
    reportWorkflow,
    'public',
    { id: reportId, state },
    { now: handler.clock.now(), policy },
  );
  const isPublished = reportWorkflow.audienceOf(state, undefined) !== undefined;
  return {
    reportId,
    shown: { trackingCode: state.trackingCode, ...(isPublished ? shown : beforePublication(shown)) },
  };
};

const beforePublication = (shown: JsonObject): JsonObject =>
  Object.fromEntries(shownBeforePublication.map((field) => [field, shown[field]]));
