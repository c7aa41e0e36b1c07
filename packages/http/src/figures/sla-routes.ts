import { groupsOverlap, personalInCases, ratioDefinitions } from '@phananh/core/read-models';
import type { FastifyInstance } from 'fastify';
import { actorOf } from '../auth/authenticate.ts';
import { arrayOf } from '../openapi/json-schema.ts';
import { caseRowSchema } from '../queries/case-schemas.ts';
import { tellShown } from '../queries/shown-personal.ts';
import { type FigureOptions, figureRoute } from './figure-route.ts';
import { momentOf, slaCasesParameters, slaCasesQueryFor, slaParameters, slaQueryFor } from './questions.ts';
import {
  definitionsSchema,
  durationsSchema,
  figuresSchema,
  momentSchema,
  overlapField,
  slaFiguresSchema,
} from './schemas.ts';

/** `GET /sla`: counts per verdict over a cohort, with the ratios and what they are made of. */
export const slaRoute = (app: FastifyInstance, options: FigureOptions): void => {
  const { reports } = options;
  figureRoute(app, options, {
    path: '/sla',
    id: 'sla',
    summary: 'Counts per verdict over a cohort, with named ratios.',
    description:
      'Two times: `asOf` selects what had happened by then, `knownAt` what had been recorded by then. Figures of the present and of whole months by at most one dimension beside time are read from sums; all others are counted case by case and take longer.',
    query: slaParameters(reports.policy.calendar.startOf),
    answers:
      'One element for each group; without `groupBy` one for all. `cases` of each is what `/v1/sla/cases` lists.',
    schema: figuresSchema(
      {
        figures: arrayOf(slaFiguresSchema),
        ...overlapField,
        durations: arrayOf(durationsSchema),
        definitions: definitionsSchema,
        cases: { type: 'string', format: 'uri-reference' },
        asOf: momentSchema,
        knownAt: { type: ['string', 'null'], format: 'date-time' },
      },
      ['durations'],
    ),
    answer: async (parameters, { request, json }) => {
      const query = slaQueryFor(parameters, reports.handler.clock.now());
      return {
        figures: await json('sla', query),
        groupsOverlap: groupsOverlap(query.groupBy),
        ...(parameters.durations === 'true' && { durations: await json('durations', query) }),
        definitions: ratioDefinitions,
        cases: casesOf(request.url),
        asOf: momentOf(query),
        knownAt: query.knownAt ?? null,
      };
    },
  });
};

/** Where the cases behind the figures of a query are: with the values of a group as parameters, those of the group. */
const casesOf = (url: string): string => {
  const [path = '', search = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(search);
  for (const name of ['groupBy', 'durations', 'after']) parameters.delete(name);
  const text = parameters.toString();
  return `${path}/cases${text === '' ? '' : `?${text}`}`;
};

/** `GET /sla/cases`: the cases behind any number of `/sla`. */
export const slaCasesRoute = (app: FastifyInstance, options: FigureOptions): void => {
  const { reports, readModels } = options;
  figureRoute(app, options, {
    path: '/sla/cases',
    id: 'sla.cases',
    summary: 'The cases behind a number of `/v1/sla`.',
    description:
      'Each is as the actor may see it now. Officers of an agency see the cases that are charged to it and that it has or supports still.',
    query: slaCasesParameters(reports.policy.calendar.startOf),
    answers:
      'A page, in the order in which the cases came into the log or in the one of `sort`, with the verdicts that they count with.',
    schema: figuresSchema(
      { cases: arrayOf(caseRowSchema), nextCursor: { type: 'string' }, asOf: momentSchema },
      ['nextCursor'],
    ),
    answer: async (parameters, { request, asking }) => {
      const actor = actorOf(request);
      const query = slaCasesQueryFor(actor, parameters, reports.handler.clock.now());
      const { cases, nextCursor } = await asking((by) => readModels.slaCases(query, by));
      tellShown(request, personalInCases(cases, actor.kind));
      return { cases, ...(nextCursor !== undefined && { nextCursor }), asOf: momentOf(query) };
    },
  });
};
