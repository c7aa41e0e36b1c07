import type { JsonObject, Reports } from '@phananh/core';
import { subjectFor } from '@phananh/core/engine';
import type { ReadModels } from '@phananh/core/read-models';
import { cutDegrees, isShownNearby, phasesShownNearby, reportWorkflow } from '@phananh/core/reports';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { arrayOf, objectSchema } from '../openapi/json-schema.ts';
import { askFor, askingErrors, readInTurns } from '../queries/asking.ts';
import { parseQuery } from '../queries/parse-query.ts';

const degrees = (most: number) =>
  z
    .string()
    .regex(/^-?\d{1,3}(\.\d{1,15})?$/, 'not degrees')
    .transform(Number)
    .refine((value) => Math.abs(value) <= most, 'not degrees');

const Query = z.strictObject({
  lat: degrees(90).describe('Degrees, WGS 84.'),
  lng: degrees(180).describe('Degrees, WGS 84.'),
});

export interface Place {
  readonly lat: number;
  readonly lng: number;
}

const text = { type: 'string' } as const;

/** `GET /nearby`: what others reported there, for who is about to report something. */
export const nearbyRoute = (
  app: FastifyInstance,
  { reports, readModels }: { readonly reports: Reports; readonly readModels: ReadModels },
): void => {
  app.get(
    '/nearby',
    {
      config: {
        permission: 'public',
        operation: {
          id: 'report.nearby',
          tag: 'report',
          summary:
            'Verified reports near a place: category, rounded place and day, for who is about to report.',
          description:
            'None that is urgent, of which something is hidden or erased, or that is done with; ten at most, the newest first. A citizen may support one of them. Where the policy of the province does not show them (`showsNearby`), there are none.',
          query: Query,
          responses: {
            200: {
              description: 'What may be seen of them.',
              schema: objectSchema({
                isShown: { type: 'boolean', description: 'Whether the policy shows any.' },
                reports: arrayOf(
                  objectSchema(
                    {
                      reportId: text,
                      category: { type: ['string', 'null'] },
                      location: { type: ['object', 'null'] },
                      submittedDay: { type: 'string', format: 'date' },
                    },
                    [],
                  ),
                ),
              }),
            },
          },
          errors: [...askingErrors, 'invalid-query'],
        },
      },
    },
    async (request, reply) => {
      const place = parseQuery(Query, request.query);
      reply.header('cache-control', 'no-store');
      return {
        isShown: reports.policy.showsNearby === true,
        reports: await reportsNearby(request, { reports, readModels }, place),
      };
    },
  );
};

/** In cells of rounded places: some three hundred metres to each side. */
const around = 0.003;
const most = 10;
/** Of which some are not to be shown. */
const mostLookedAt = 30;

/** What the audience `neighbour` sees of reports near a place; of none where the policy does not show any. */
export const reportsNearby = async (
  request: FastifyRequest,
  { reports, readModels }: { readonly reports: Reports; readonly readModels: Pick<ReadModels, 'cases'> },
  { lat, lng }: Place,
): Promise<readonly JsonObject[]> => {
  const { handler, policy } = reports;
  if (policy.showsNearby !== true) return [];
  const now = handler.clock.now();
  const [atLat, atLng] = [cutDegrees(lat), cutDegrees(lng)];
  const page = await askFor(request, (by) =>
    readModels.cases(
      {
        phase: phasesShownNearby,
        priority: 'normal',
        // As analysts see places: who asks around learns nothing more exact.
        reader: { kind: 'analyst', id: 'nearby' },
        bbox: { south: atLat - around, north: atLat + around, west: atLng - around, east: atLng + around },
        sort: '-submittedAt',
        limit: mostLookedAt,
        now,
      },
      by,
    ),
  );
  const shown: JsonObject[] = [];
  for (const { reportId } of page.cases) {
    if (shown.length === most) break;
    const subject = await readInTurns(request, (how) => handler.load(reportId, undefined, how));
    // The report says so, not its row: something may have been hidden since.
    if (subject === undefined || !isShownNearby(subject.state, policy)) continue;
    const { state } = subject;
    shown.push(
      subjectFor(reportWorkflow, 'neighbour', { id: reportId, state }, { now, policy: handler.policy }),
    );
  }
  return shown;
};
