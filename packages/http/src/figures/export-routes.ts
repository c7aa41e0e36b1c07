import { Readable } from 'node:stream';
import { audienceOfList } from '@phananh/core';
import { type ExportFormat, exportFormats, exportOf, exportWhats } from '@phananh/exports';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../auth/authenticate.ts';
import { afterParameter, awaitApplied } from '../queries/after.ts';
import { parseQuery } from '../queries/parse-query.ts';
import { type FigureOptions, officers } from './figure-route.ts';

const file = { type: 'string' } as const;

/** `GET /exports/{cases,events}.{csv,parquet}` and `/exports/events.{xes,ocel.json}`: files of one state, streamed. */
export const exportRoutes = (app: FastifyInstance, { reports, readModels }: FigureOptions): void => {
  const query = z.strictObject({
    bom: z
      .enum(['true', 'false'])
      .default('false')
      .describe('Of CSV: begin with a byte order mark, for spreadsheets that need one to see UTF-8.'),
    after: afterParameter,
  });
  for (const [format, { ending, mediaType, of }] of Object.entries(exportFormats)) {
    for (const what of exportWhats.filter((one) => (of as readonly string[]).includes(one))) {
      app.get(
        `/exports/${what}.${ending}`,
        {
          config: {
            // An agency sees its own cases only: it has none of the whole.
            permission: officers.filter((kind) => kind !== 'agency'),
            operation: {
              id: `export.${what}.${format}`,
              tag: 'exports',
              summary: `Every ${what === 'cases' ? 'case' : 'event'} as ${ending}, in UTC, without texts and persons.`,
              description:
                'Log position, version of the tables and time of the export stand inside the file, and in the headers. The columns are those of the data dictionary; for analysts places are rounded, as they are in lists.',
              query,
              responses: {
                200: {
                  description: 'The file.',
                  mediaType,
                  schema: file,
                  headers: {
                    'Content-Disposition': {
                      description: 'The name of the file.',
                      schema: { type: 'string' },
                    },
                    'X-Log-Position': {
                      description: 'Up to where of the log.',
                      schema: { type: 'string' },
                    },
                    'X-Schema-Version': {
                      description: 'Version of the tables.',
                      schema: { type: 'string' },
                    },
                  },
                },
              },
              errors: ['invalid-query', 'read-model-behind', 'read-models-rebuilding', 'forbidden'],
            },
          },
        },
        async (request, reply) => {
          const { after, bom } = parseQuery(query, request.query);
          await awaitApplied(readModels, after, app.phananh.limits.afterMilliseconds);
          const exportedAt = reports.handler.clock.now();
          const { chunks, position, schemaVersion } = exportOf(readModels, {
            what,
            // The keys of the table of formats.
            format: format as ExportFormat,
            exportedAt,
            audience: audienceOfList(actorOf(request)),
            bom: bom === 'true',
          });
          reply.headers({
            'content-type': mediaType,
            'content-disposition': `attachment; filename="phananh-${what}-${position ?? 0}.${ending}"`,
            'x-log-position': String(position ?? ''),
            'x-schema-version': String(schemaVersion),
            'cache-control': 'private, no-store',
          });
          return reply.send(Readable.from(chunks, { objectMode: false }));
        },
      );
    }
  }
};
