import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { officers } from '../auth/officers.ts';
import { afterParameter, awaitApplied } from '../queries/after.ts';
import { agencyRowSchema, listEnd, listSchema } from '../queries/case-schemas.ts';
import { parseQuery } from '../queries/parse-query.ts';
import type { FigureOptions } from './figure-route.ts';

/** `GET /agencies`: every agency. */
export const agenciesRoute = (app: FastifyInstance, { readModels }: FigureOptions): void => {
  const query = z.strictObject({ after: afterParameter });
  app.get(
    '/agencies',
    {
      config: {
        permission: ['citizen', ...officers],
        operation: {
          id: 'agency.list',
          tag: 'agency',
          summary: 'Every agency.',
          query,
          responses: {
            200: { description: 'All of them.', schema: listSchema('agencies', agencyRowSchema) },
          },
          errors: ['invalid-query', 'read-model-behind'],
        },
      },
    },
    async (request) => {
      const { after } = parseQuery(query, request.query);
      await awaitApplied(readModels, after, app.phananh.limits.afterMilliseconds);
      return { agencies: readModels.agencies(), ...listEnd(readModels) };
    },
  );
};
