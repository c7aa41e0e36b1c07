import type { Reports } from '@phananh/core';
import { personalInBundle, ReportId, reportBundle } from '@phananh/core/reports';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { varyBy } from '../errors/vary.ts';
import { jsonSchemaOf } from '../openapi/json-schema.ts';
import { askingErrors, readInTurns } from '../queries/asking.ts';
import { parseQuery } from '../queries/parse-query.ts';
import { tellShown } from '../queries/shown-personal.ts';
import { bundleSchema } from './bundle-schema.ts';
import type { TransparencyLog } from './port.ts';

const Query = z.strictObject({
  withPersonal: z
    .enum(['true', 'false'])
    .default('false')
    .transform((word) => word === 'true')
    .describe('With what is personal in it, as the auditor sees it.'),
});

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
            'Its history as the transparency log committed to it, inclusion proofs, the newest checkpoint and why each clock is due when it is, without personal values unless `withPersonal` asks for them, which stands in the access log. `phananh verify --bundle` and `verify.html` check it against the keys that a trust file names.',
          path: { reportId: jsonSchemaOf(ReportId, 'input') },
          query: Query,
          responses: { 200: { description: 'The bundle.', schema: bundleSchema } },
          errors: [
            ...askingErrors,
            'invalid-query',
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
      const { withPersonal } = parseQuery(Query, request.query);
      return bundleFor(request, { reports, log, withPersonal }, request.params.reportId);
    },
  );
};

/** One report with its proofs, for whoever sent a request. */
export const bundleFor = async (
  request: FastifyRequest,
  {
    reports,
    log,
    withPersonal = false,
  }: { readonly reports: Reports; readonly log: TransparencyLog; readonly withPersonal?: boolean },
  id: string,
): ReturnType<typeof reportBundle> => {
  const bundle = await readInTurns(request, (how) =>
    reportBundle(reports, ReportId.safeParse(id).data ?? id, {
      actor: request.actor,
      prove: log.prove,
      withPersonal,
      ...how,
    }),
  );
  if (withPersonal) tellShown(request, { of: [bundle.stream], fields: personalInBundle(bundle) });
  return bundle;
};
