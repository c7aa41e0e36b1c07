import type { Reports } from '@phananh/core';
import { ReportId, reportBundle } from '@phananh/core/reports';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { varyBy } from '../errors/vary.ts';
import { jsonSchemaOf } from '../openapi/json-schema.ts';
import { askingErrors, readInTurns } from '../queries/asking.ts';
import { bundleSchema } from './bundle-schema.ts';
import type { TransparencyLog } from './port.ts';

/** `GET /reports/{reportId}/bundle`: one report with its proofs, verified offline by `phananh verify --bundle`. */
export const bundleRoute = (
  app: FastifyInstance,
  { reports, log }: { readonly reports: Reports; readonly log: TransparencyLog },
): void => {
  app.get<{ Params: { readonly reportId: string } }>(
    '/reports/:reportId/bundle',
    {
      config: {
        permission: ['auditor'],
        operation: {
          id: 'report.bundle',
          tag: 'report',
          summary: 'One report with its proofs, checkable offline.',
          description:
            'Its history as the transparency log committed to it, inclusion proofs, the newest checkpoint and why each clock is due when it is, without personal values. `phananh verify --bundle` and `verify.html` check it against the keys that a trust file names.',
          path: { reportId: jsonSchemaOf(ReportId, 'input') },
          responses: { 200: { description: 'The bundle.', schema: bundleSchema } },
          errors: [
            ...askingErrors,
            'not-found',
            'forbidden',
            'calendar-not-covered',
            'log-not-covered',
            'log-differs',
            'log-key-missing',
          ],
        },
      },
    },
    async (request, reply) => {
      varyBy(reply, 'Authorization').header('cache-control', 'private, no-cache');
      return bundleFor(request, { reports, log }, request.params.reportId);
    },
  );
};

/** One report with its proofs, for whoever sent a request. */
export const bundleFor = (
  request: FastifyRequest,
  { reports, log }: { readonly reports: Reports; readonly log: TransparencyLog },
  id: string,
): ReturnType<typeof reportBundle> =>
  readInTurns(request, (how) =>
    reportBundle(reports, ReportId.safeParse(id).data ?? id, {
      actor: request.actor,
      prove: log.prove,
      ...how,
    }),
  );
