import type { JsonObject, Reports } from '@phananh/core';
import type { ReadModels } from '@phananh/core/read-models';
import { mostCasesOfRun, ReportId } from '@phananh/core/reports';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../auth/authenticate.ts';
import { arrayOf, count, jsonSchemaOf, objectSchema } from '../openapi/json-schema.ts';
import { afterParameter, awaitApplied } from '../queries/after.ts';
import { askingErrors } from '../queries/asking.ts';
import { parseQuery } from '../queries/parse-query.ts';
import { previewBulk } from './preview.ts';

const common = {
  command: z.string().min(1).max(100).describe('Of reports, as its own route is named.'),
  input: z.record(z.string().max(100), z.json()).default({}).describe('What each of the commands is given.'),
};

const Asked = z.union([
  z.strictObject({
    ...common,
    filter: z
      .string()
      .max(2_000)
      .describe('A worklist, as its address has it: all of it, whatever its pages.'),
  }),
  z.strictObject({ ...common, reportIds: z.array(ReportId).min(1).max(mostCasesOfRun) }),
]);

const text = { type: 'string' } as const;

/** `POST /bulk-previews`: what one command would do to many reports. */
export const bulkPreviewRoute = (
  app: FastifyInstance,
  { reports, readModels }: { readonly reports: Reports; readonly readModels: ReadModels },
): void => {
  const Query = z.strictObject({ after: afterParameter });
  app.post(
    '/bulk-previews',
    {
      config: {
        permission: ['operator', 'agency', 'admin'],
        operation: {
          id: 'report.bulk-preview',
          tag: 'report',
          summary: 'What one command would do to many reports. Nothing is done, and nothing is kept.',
          description:
            'The command is decided on each report as it is now, for whoever asks. `items` are what `POST /v1/bulk-runs` takes, where the host carries runs out; `refused` says which would be refused, by the error. With `isMore` the filter has more cases than one run may have (`limits.bulkCases`): the rest was not looked at.',
          query: Query,
          body: {
            required: true,
            schema: jsonSchemaOf(Asked, 'input'),
            example: { command: 'verify', input: { category: 'den-duong' }, filter: 'phase=submitted' },
          },
          responses: {
            200: {
              description: 'What would be done.',
              schema: objectSchema({
                items: arrayOf(objectSchema({ reportId: text, revision: count })),
                refused: arrayOf(objectSchema({ code: text, count, reportIds: arrayOf(text) })),
                isMore: { type: 'boolean' },
              }),
            },
          },
          errors: ['invalid-query', 'read-model-behind', ...askingErrors],
        },
      },
    },
    async (request, reply) => {
      const { command, input, ...chosen } = parseQuery(Asked, request.body);
      const { after } = parseQuery(Query, request.query);
      await awaitApplied(readModels, after, app.phananh.limits.afterMilliseconds);
      const preview = await previewBulk(
        request,
        { reports, readModels },
        // JSON, by its schema.
        { actor: actorOf(request), command, input: input as JsonObject, chosen },
      );
      reply.header('cache-control', 'no-store');
      const { items, refused, isMore } = preview;
      return {
        items,
        refused: refused.map(({ code, reportIds }) => ({ code, count: reportIds.length, reportIds })),
        isMore,
      };
    },
  );
};
