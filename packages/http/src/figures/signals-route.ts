import { canonicalJson, InvalidQuery, severalOf, wholeNumber } from '@phananh/core/engine';
import { type GamingSignalName, gamingSignals, gamingThresholds, mostRows } from '@phananh/core/read-models';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { officers } from '../auth/officers.ts';
import { arrayOf, count, objectSchema } from '../openapi/json-schema.ts';
import { type FigureOptions, figureRoute } from './figure-route.ts';
import { rangeParameters, withinParameters } from './parameters.ts';
import { figuresSchema, momentSchema } from './schemas.ts';

// The keys of the table.
const [first = 'closed-and-reopened', ...others] = Object.keys(gamingSignals) as GamingSignalName[];
const text = { type: 'string' } as const;
const textOrNull = { type: ['string', 'null'] } as const;
const named = (schema: ReturnType<typeof objectSchema>) =>
  objectSchema(Object.fromEntries([first, ...others].map((name) => [name, schema])));

/** `GET /gaming-signals`: what may have been done to a clock rather than to the problem, with the cases; no verdict. */
export const signalsRoute = (app: FastifyInstance, options: FigureOptions): void => {
  const { reports, readModels } = options;
  figureRoute(app, options, {
    path: '/gaming-signals',
    id: 'gaming-signals',
    summary:
      'Signs that a clock was served rather than the citizen, each with its case: where to look, no verdict.',
    description:
      'Each is done for good reasons every day. `detail.by` is the kind of who acted; `agencyId` who had the report.',
    // Those who look after others, not those who are looked after.
    permission: officers.filter((kind) => kind !== 'agency' && kind !== 'operator'),
    query: z.strictObject({
      ...rangeParameters(reports.policy.calendar.startOf),
      signal: severalOf([first, ...others])
        .optional()
        .describe(`One or several, with commas: ${[first, ...others].join(', ')}.`),
      agency: withinParameters.agency,
      category: withinParameters.category,
      label: withinParameters.label,
      area: withinParameters.area,
      limit: wholeNumber({ min: 1, max: mostRows.gamingSignals }).optional(),
      cursor: z.string().min(1).max(1_000).optional().describe('As `nextCursor` gave it.'),
    }),
    answers: 'A page, the latest first; counts of all pages; what each signal means.',
    schema: figuresSchema(
      {
        counts: named(objectSchema({ signals: count, cases: count })),
        signals: arrayOf(
          objectSchema({
            signal: { enum: [first, ...others] },
            at: momentSchema,
            reportId: text,
            revision: count,
            agencyId: textOrNull,
            category: textOrNull,
            areaCode: textOrNull,
            detail: { type: 'object' },
          }),
        ),
        nextCursor: text,
        definitions: named(objectSchema({ en: text, vi: text })),
        thresholds: objectSchema({ closedMinutes: count, lastWorkingDays: count }),
        asOf: momentSchema,
      },
      ['nextCursor'],
    ),
    answer: async ({ after: _, agency, category, label, area, ...query }, { asking }) => ({
      ...(await asking((by) =>
        readModels.gamingSignals(
          {
            ...query,
            ...(agency !== undefined && { agencyId: agency.map(orNone) }),
            ...(category !== undefined && { category: category.map(orNone) }),
            ...(label !== undefined && { label: label.map(orNone) }),
            ...(area !== undefined && { areaCode: area.map(orNone) }),
          },
          by,
        ),
      ).catch(ofParameters)),
      definitions: gamingSignals,
      thresholds: gamingThresholds,
      asOf: reports.handler.clock.now(),
    }),
  });
};

/** Who asks knows the parameter, not the field that it becomes. */
const ofParameters = (error: unknown): never => {
  const isOfAgency =
    error instanceof InvalidQuery && canonicalJson(error.details).includes('"pointer":"/agencyId"');
  throw isOfAgency ? new InvalidQuery(error.message, '/agency') : error;
};

/** An empty parameter asks for those that have none. */
const orNone = (value: string): string | null => (value === '' ? null : value);
