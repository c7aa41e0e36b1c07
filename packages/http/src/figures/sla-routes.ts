import type { Actor } from '@phananh/core';
import { Forbidden, severalOf, wholeNumber } from '@phananh/core/engine';
import {
  type CohortQuery,
  caseSorts,
  groupsOverlap,
  mostRows,
  personalInCases,
  ratioDefinitions,
  type Within,
} from '@phananh/core/read-models';
import { readings, verdicts } from '@phananh/core/sla';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../auth/authenticate.ts';
import { arrayOf } from '../openapi/json-schema.ts';
import { caseRowSchema } from '../queries/case-schemas.ts';
import { tellShown } from '../queries/shown-personal.ts';
import { type FigureOptions, figureRoute } from './figure-route.ts';
import { cohortOf, cohortParameters, groupByParameter } from './parameters.ts';
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
    query: z.strictObject({
      ...cohortParameters(reports.policy.calendar.startOf),
      groupBy: groupByParameter,
      durations: z
        .enum(['true', 'false'])
        .default('false')
        .describe(
          'Also median and ninth decile of days at the centre, at the agency, waiting for the citizen.',
        ),
    }),
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
    answer: async ({ groupBy, durations, ...parameters }, { request, json }) => {
      const now = reports.handler.clock.now();
      const query = { ...cohortOf(parameters, now), ...(groupBy && { groupBy }) };
      return {
        figures: await json('sla', query),
        groupsOverlap: groupsOverlap(groupBy),
        ...(durations === 'true' && { durations: await json('durations', query) }),
        definitions: ratioDefinitions,
        cases: casesOf(request.url),
        asOf: query.asOf ?? query.knownAt ?? now,
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
    query: z.strictObject({
      ...cohortParameters(reports.policy.calendar.startOf),
      verdict: severalOf(verdicts)
        .optional()
        .describe(`Only with these verdicts: ${verdicts.join(', ')}.`),
      againstOriginal: severalOf(readings)
        .optional()
        .describe(`Only with these, extensions left out of account: ${readings.join(', ')}.`),
      sort: z
        .enum(caseSorts)
        .optional()
        .describe('In this order; absent: in the one in which they came into the log.'),
      limit: wholeNumber({ min: 1, max: mostRows.slaCases }).optional(),
      cursor: z.string().min(1).max(1_000).optional().describe('As `nextCursor` gave it.'),
    }),
    answers:
      'A page, in the order in which the cases came into the log or in the one of `sort`, with the verdicts that they count with.',
    schema: figuresSchema(
      { cases: arrayOf(caseRowSchema), nextCursor: { type: 'string' }, asOf: momentSchema },
      ['nextCursor'],
    ),
    answer: async ({ verdict, againstOriginal, sort, limit, cursor, ...parameters }, { request, asking }) => {
      const now = reports.handler.clock.now();
      const actor = actorOf(request);
      const cohort = chargedTo(actor, cohortOf(parameters, now));
      const query = {
        ...cohort,
        reader: actor,
        ...(verdict && { verdict }),
        ...(againstOriginal && { againstOriginal }),
        ...(sort !== undefined && { sort }),
        ...(limit !== undefined && { limit }),
        ...(cursor !== undefined && { cursor }),
      };
      const { cases, nextCursor } = await asking((by) => readModels.slaCases(query, by));
      tellShown(request, personalInCases(cases, actor.kind));
      return {
        cases,
        ...(nextCursor !== undefined && { nextCursor }),
        asOf: cohort.asOf ?? cohort.knownAt ?? now,
      };
    },
  });
};

/** @throws {@link Forbidden} when an officer asks for the cases of another agency */
const chargedTo = ({ kind, agencyId }: Actor, cohort: CohortQuery): CohortQuery => {
  if (kind !== 'agency') return cohort;
  const asked: Within = cohort.within ?? {};
  if (agencyId === undefined || (asked.agency !== undefined && asked.agency !== agencyId))
    throw new Forbidden('the cases of another agency are not listed', { visible: true });
  return { ...cohort, within: { ...asked, agency: agencyId } };
};
