import { fairQueue } from '@phananh/core/engine';
import { audienceOfList, caseFilterParameters } from '@phananh/core/read-models';
import { type Export, type ExportFormat, exportFormats, exportOf, exportWhats } from '@phananh/exports';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../auth/authenticate.ts';
import { officers } from '../auth/officers.ts';
import { awaitApplied } from '../queries/after.ts';
import { parseQuery } from '../queries/parse-query.ts';
import { tellShown } from '../queries/shown-personal.ts';
import { demandAgencyOfRole } from '../queries/worklist-query.ts';
import type { FigureOptions } from './figure-route.ts';
import { fileSchemas } from './file-schemas.ts';
import { rangeParameters } from './parameters.ts';
import { spooled } from './spooled.ts';

/** `GET /exports/{cases,events,clocks,clock-events,former-events,former-clock-events,agency-events}.{csv,parquet}` and `/exports/events.{xes,ocel.json}`: files of one state, streamed. */
export const exportRoutes = (app: FastifyInstance, { reports, readModels }: FigureOptions): void => {
  const { startOf } = reports.policy.calendar;
  const filters = caseFilterParameters(startOf);
  const common = {
    bom: z
      .enum(['true', 'false'])
      .default('false')
      .describe('Of CSV: begin with a byte order mark, for spreadsheets that need one to see UTF-8.'),
    ...rangeParameters(startOf),
  };
  const ofCases = z.strictObject({ ...common, ...filters });
  const ofAgencies = z.strictObject({ ...common, agencyId: filters.agencyId });
  const { exportStallMilliseconds: stallMilliseconds, exports, exportsOfOne } = app.phananh.limits;
  // Each takes disk and the loop's time while it runs. Nobody waits for one: it may take minutes.
  const running = fairQueue({ atOnce: exports, atOnceOfOne: exportsOfOne, mostWaiting: 0, mostOfOne: 0 });
  /** Begins an export; its turn is over when its reader has gone. */
  const started = async (release: () => void, begin: () => Export) => {
    try {
      const { chunks, ...provenance } = begin();
      const { stream, left } = await spooled(chunks, { stallMilliseconds });
      void left.then(release);
      return { ...provenance, stream };
    } catch (error) {
      release();
      throw error;
    }
  };
  for (const [format, { ending, mediaType, of }] of Object.entries(exportFormats)) {
    // A wider list, so that any text can be asked for.
    for (const what of exportWhats.filter((one) => (of as readonly string[]).includes(one))) {
      const query = what === 'agency-events' ? ofAgencies : ofCases;
      app.get(
        `/exports/${what}.${ending}`,
        {
          config: {
            // An agency sees its own cases only: it has none of the whole.
            permission: officers.filter((kind) => kind !== 'agency'),
            operation: {
              id: `export.${what}.${format}`,
              tag: 'exports',
              summary: `Every ${rowsOf[what]} as ${ending}, in UTC, without texts and persons.`,
              description:
                'Log position, version of the tables and time of the export stand inside the file, and in the headers. With parameters only those rows: `from` and `to` are of when a case was submitted, an event happened or a clock started, the others are the filters of `GET /v1/reports`, but for words of texts, which no file has; which were given stands in the file. The columns are those of the data dictionary; for analysts places are rounded, as they are in lists.',
              query,
              responses: {
                200: {
                  description: 'The file.',
                  mediaType,
                  // The keys of a table are texts to the types.
                  schema: fileSchemas[format as ExportFormat],
                  headers: {
                    'Content-Disposition': textHeader('The name of the file.'),
                    'X-Log-Position': textHeader('Up to where of the log.'),
                    'X-Schema-Version': textHeader('Version of the tables.'),
                    'X-Parked-Reports': textHeader(
                      'Reports that stand still at an event that cannot be applied.',
                    ),
                    'X-Skipped-Events': textHeader('Events that somebody had left out.'),
                  },
                },
              },
              errors: [
                'invalid-query',
                'read-model-behind',
                'read-models-rebuilding',
                'read-models-busy',
                'forbidden',
              ],
            },
          },
        },
        async (request, reply) => {
          const { after, bom, ...only } =
            what === 'agency-events'
              ? parseQuery(ofAgencies, request.query)
              : parseQuery(ofCases, request.query);
          demandAgencyOfRole(only);
          await awaitApplied(readModels, after, app.phananh.limits.afterMilliseconds);
          const actor = actorOf(request);
          const release = await running.take(`${actor.kind} ${actor.id}`);
          const { position, schemaVersion, stream, ...gaps } = await started(release, () =>
            exportOf(readModels, {
              what,
              // The keys of the table of formats.
              format: format as ExportFormat,
              exportedAt: reports.handler.clock.now(),
              audience: audienceOfList(actor),
              only: { ...only, reader: actor },
              bom: bom === 'true',
            }),
          );
          // No texts and no persons: the places exactly, and officers, for those who are not analysts.
          if (actor.kind !== 'analyst' && what !== 'agency-events')
            tellShown(request, {
              of: [],
              fields: ['location', 'officer'],
              query: { ...only, what, position },
            });
          stream.once('error', (error) => request.log.warn({ err: error }, 'an export was cut off'));
          reply.headers({
            'content-type': mediaType,
            'content-disposition': `attachment; filename="phananh-${what}-${position ?? 0}.${ending}"`,
            'x-log-position': String(position ?? ''),
            'x-schema-version': String(schemaVersion),
            'x-parked-reports': String(gaps.parkedReports),
            'x-skipped-events': String(gaps.skippedEvents),
            'x-deleted-reports': String(gaps.deletedReports),
            'x-missing-reports': String(gaps.missingReports),
            'cache-control': 'private, no-store',
          });
          return reply.send(stream);
        },
      );
    }
  }
};

const textHeader = (description: string) => ({ description, schema: { type: 'string' } }) as const;

const rowsOf = {
  cases: 'case',
  events: 'event',
  clocks: 'clock of a case',
  'clock-events': 'change of a clock of a case',
  'former-events': 'event of a case as it stood until a correction',
  'former-clock-events': 'change of a clock as it stood until a correction',
  'agency-events': 'event of an agency',
} as const;
