import type { Reports } from '@phananh/core';
import {
  caseSorts,
  findsByTelephone,
  mostRows,
  personalInFound,
  type ReadModels,
} from '@phananh/core/read-models';
import { Telephone } from '@phananh/core/reports';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../auth/authenticate.ts';
import { officers } from '../auth/officers.ts';
import { jsonSchemaOf } from '../openapi/json-schema.ts';
import { awaitApplied } from './after.ts';
import { askFor, askingErrors } from './asking.ts';
import { caseRowSchema, listEnd, listSchema } from './case-schemas.ts';
import { parseQuery } from './parse-query.ts';
import { tellShown } from './shown-personal.ts';

const Asked = z.strictObject({
  telephone: Telephone.describe('The whole number, however it is written.'),
  sort: z.enum(caseSorts).optional(),
  limit: z.int().min(1).max(mostRows.cases).optional(),
  cursor: z.string().min(1).max(1_000).optional().describe('As `nextCursor` gave it.'),
  after: z.int().min(0).optional().describe('As the query parameter of lists.'),
});

/**
 * `POST /look-ups/telephone`: the reports of a caller. In a body, because addresses stand in the logs of every proxy on the way, and in the
 * history of browsers.
 */
export const telephoneRoute = (
  app: FastifyInstance,
  { reports, readModels }: { readonly reports: Reports; readonly readModels: ReadModels },
): void => {
  app.post(
    '/look-ups/telephone',
    {
      config: {
        permission: officers.filter((kind) => findsByTelephone({ kind })),
        operation: {
          id: 'report.of-telephone',
          tag: 'report',
          summary: 'The reports that came with a telephone number, or were taken down for it.',
          description:
            'For who answers a caller. The whole number has to be the same; how it is written does not matter. Reports whose contact is erased or hidden are not found. What it finds stands in the access log.',
          body: {
            required: true,
            schema: jsonSchemaOf(Asked, 'input'),
            example: { telephone: '0905 123 456' },
          },
          responses: {
            200: {
              description: 'A page, as worklists have them. Empty: nobody reported with this number.',
              schema: listSchema('cases', caseRowSchema, { nextCursor: { type: 'string' } }, ['nextCursor']),
            },
          },
          errors: ['invalid-query', 'read-model-behind', ...askingErrors],
        },
      },
    },
    async (request, reply) => {
      const reader = actorOf(request);
      const { after, ...asked } = parseQuery(Asked, request.body);
      await awaitApplied(readModels, after, app.phananh.limits.afterMilliseconds);
      const wanted = { ...asked, reader, now: reports.handler.clock.now() };
      const { cases, nextCursor } = await askFor(request, (by) => readModels.casesOfTelephone(wanted, by));
      reply.header('cache-control', 'private, no-store');
      tellShown(request, personalInFound(cases, reader.kind));
      return { cases, ...(nextCursor !== undefined && { nextCursor }), ...listEnd(readModels) };
    },
  );
};
