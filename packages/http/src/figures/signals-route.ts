import { canonicalJson, InvalidQuery } from '@phananh/core/engine';
import { gamingSignals, gamingThresholds } from '@phananh/core/read-models';
import type { FastifyInstance } from 'fastify';
import { signalReaders } from '../auth/officers.ts';
import { arrayOf, count, objectSchema } from '../openapi/json-schema.ts';
import { type FigureOptions, figureRoute } from './figure-route.ts';
import { signalNames, signalParameters, signalQueryFor } from './questions.ts';
import { figuresSchema, momentSchema } from './schemas.ts';

const text = { type: 'string' } as const;
const textOrNull = { type: ['string', 'null'] } as const;
const named = (schema: ReturnType<typeof objectSchema>) =>
  objectSchema(Object.fromEntries(signalNames.map((name) => [name, schema])));

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
    permission: signalReaders,
    query: signalParameters(reports.policy.calendar.startOf),
    answers: 'A page, the latest first; counts of all pages; what each signal means.',
    schema: figuresSchema(
      {
        counts: named(objectSchema({ signals: count, cases: count })),
        signals: arrayOf(
          objectSchema({
            signal: { enum: signalNames },
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
    answer: async (parameters, { asking }) => ({
      ...(await asking((by) => readModels.gamingSignals(signalQueryFor(parameters), by)).catch(ofParameters)),
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
