import { groupsOverlap } from '@phananh/core/read-models';
import type { FastifyInstance } from 'fastify';
import { arrayOf } from '../openapi/json-schema.ts';
import type { JsonSchema } from '../openapi/operation.ts';
import { type FigureOptions, figureRoute } from './figure-route.ts';
import {
  backlogParameters,
  backlogQueryFor,
  happenedParameters,
  happenedQueryFor,
  momentOf,
  rankingParameters,
  rankingQueryFor,
} from './questions.ts';
import {
  backlogSchema,
  figuresSchema,
  momentSchema,
  overlapField,
  penaltiesSchema,
  rankingFields,
  satisfactionSchema,
} from './schemas.ts';

/** `GET /agencies/ranking`: agencies in the order of an on-time ratio, with how it was made. */
export const rankingRoute = (app: FastifyInstance, options: FigureOptions): void => {
  const { reports, readModels } = options;
  figureRoute(app, options, {
    path: '/agencies/ranking',
    id: 'agency.ranking',
    summary: 'Agencies in the order of an on-time ratio, with its method and intervals.',
    description: 'The cases charged to an agency are `/v1/sla/cases?agency=…` with the same parameters.',
    query: rankingParameters(reports.policy.calendar.startOf),
    answers: 'Those with a rank first; then those with too few cases.',
    schema: figuresSchema({ ...rankingFields, asOf: momentSchema }, ['groups']),
    answer: async (parameters, { asking }) => {
      const query = rankingQueryFor(parameters, reports.handler.clock.now());
      const ranking = await asking((by) => readModels.ranking(query, by));
      return { ...ranking, asOf: momentOf(query) };
    },
  });
};

/** A figure of what happened in a time, for each group. */
const rangeRoute = (
  app: FastifyInstance,
  options: FigureOptions,
  name: 'satisfaction' | 'penalties',
  {
    figures: schema,
    ...described
  }: { readonly summary: string; readonly answers: string; readonly figures: JsonSchema },
): void => {
  const { reports } = options;
  figureRoute(app, options, {
    path: `/${name}`,
    id: name,
    ...described,
    query: happenedParameters(reports.policy.calendar.startOf),
    schema: figuresSchema({ figures: arrayOf(schema), ...overlapField, asOf: momentSchema }),
    answer: async (parameters, { json }) => {
      const query = happenedQueryFor(parameters, reports.handler.clock.now());
      const figures = await json(name, query);
      return { figures, groupsOverlap: groupsOverlap(query.groupBy), asOf: momentOf(query) };
    },
  });
};

/** `GET /satisfaction`: grades, and how many gave none. */
export const satisfactionRoute = (app: FastifyInstance, options: FigureOptions): void =>
  rangeRoute(app, options, 'satisfaction', {
    summary: 'Grades of the rounds published in a time, with those that were not rated.',
    answers: 'One element for each group; months are those of the publication.',
    figures: satisfactionSchema,
  });

/** `GET /penalties`: fines imposed less revoked. */
export const penaltiesRoute = (app: FastifyInstance, options: FigureOptions): void =>
  rangeRoute(app, options, 'penalties', {
    summary: 'Fines imposed in a time, and those revoked in it, whenever they were imposed.',
    answers:
      'One element for each group. Figures of a month that was reported never change: a revocation counts in its own month.',
    figures: penaltiesSchema,
  });

/** `GET /backlog`: what was open at the end of each day. */
export const backlogRoute = (app: FastifyInstance, options: FigureOptions): void => {
  const { reports } = options;
  figureRoute(app, options, {
    path: '/backlog',
    id: 'backlog',
    summary: 'What was open, overdue and waiting for the citizen at the end of each local day, by phase.',
    query: backlogParameters(),
    answers: 'One element for each day. Days after the moment are as it left them.',
    schema: figuresSchema({ days: arrayOf(backlogSchema), asOf: momentSchema }),
    answer: async (parameters, { json }) => {
      const query = backlogQueryFor(parameters, reports.handler.clock.now(), reports.policy.calendar);
      return { days: await json('backlog', query), asOf: momentOf(query) };
    },
  });
};
