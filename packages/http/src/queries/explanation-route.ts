import { instant, type Reports } from '@phananh/core';
import { streamOf, wholeNumber } from '@phananh/core/engine';
import { clockNames, explanationText, ReportId, reportWorkflow } from '@phananh/core/reports';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { varyBy } from '../errors/vary.ts';
import { jsonSchemaOf } from '../openapi/json-schema.ts';
import { askingErrors, readInTurns } from './asking.ts';
import { explanationSchema } from './explanation-schema.ts';
import { parseQuery } from './parse-query.ts';
import { tellShown } from './shown-personal.ts';

const Query = z.strictObject({
  clock: z.enum(clockNames).default('overall').describe('Which clock.'),
  round: wholeNumber({ min: 1 }).optional().describe('Of which round. Default: the last one that it ran in.'),
  asOf: instant().optional().describe('What had happened by then. Default: now, or `knownAt`.'),
  revision: wholeNumber({ min: 0 })
    .optional()
    .describe('After which revision, judged when that happened. Not together with `asOf`.'),
  knownAt: instant().optional().describe('What had been recorded by then. Default: everything.'),
});

/** `GET /reports/{reportId}/explanation`: a deadline day by day, as data and in words. */
export const explanationRoute = (app: FastifyInstance, { reports }: { readonly reports: Reports }): void => {
  app.get<{ Params: { readonly reportId: string } }>(
    '/reports/:reportId/explanation',
    {
      config: {
        permission: 'public',
        operation: {
          id: 'report.explanation',
          tag: 'report',
          summary: 'Why a clock is due when it is: every day that counts or does not, and the verdict.',
          path: { reportId: jsonSchemaOf(ReportId, 'input') },
          query: Query,
          responses: { 200: { description: 'As data and in words.', schema: explanationSchema } },
          errors: [...askingErrors, 'not-found', 'forbidden', 'invalid-query', 'calendar-not-covered'],
        },
      },
    },
    async (request, reply) => {
      const query = parseQuery(Query, request.query);
      const id = ReportId.safeParse(request.params.reportId);
      const explained = await readInTurns(request, (how) =>
        reports.explain(id.data ?? request.params.reportId, query, { actor: request.actor, ...how }),
      );
      varyBy(reply, 'Authorization').header('cache-control', 'private, no-cache');
      // Why a clock stands or ended may be in the words of a citizen.
      tellShown(request, { of: [streamOf(reportWorkflow, explained.reportId)], fields: ['reason'] });
      return {
        ...explained,
        text: { vi: explanationText(explained, 'vi'), en: explanationText(explained, 'en') },
      };
    },
  );
};
