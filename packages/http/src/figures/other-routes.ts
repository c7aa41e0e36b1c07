import { severalOf, wholeNumber } from '@phananh/core/engine';
import { groupsOverlap, onTimeRatioNames, rankingPeriods } from '@phananh/core/read-models';
import { AgencyId } from '@phananh/core/reports';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { arrayOf } from '../openapi/json-schema.ts';
import type { JsonSchema } from '../openapi/operation.ts';
import { afterParameter } from '../queries/after.ts';
import { severalOrNone } from '../queries/several.ts';
import { type FigureOptions, figureRoute } from './figure-route.ts';
import {
  cohortOf,
  cohortParameters,
  groupByParameter,
  rangeParameters,
  timeParameters,
  timesOf,
  withinOf,
  withinParameters,
} from './parameters.ts';
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
    query: z.strictObject({
      ...cohortParameters(reports.policy.calendar.startOf),
      ratio: z.enum(onTimeRatioNames).default('onTimeOfDue').describe('By which ratio.'),
      reading: z
        .enum(['in-force', 'original'])
        .default('in-force')
        .describe('Whether an extension that was granted counts.'),
      minimumCases: wholeNumber({ min: 0 }).default(30).describe('Below it an agency has no rank.'),
      groupBy: severalOf(rankingPeriods, { most: 1 })
        .optional()
        .describe('Also for each of these: month, quarter or year.'),
    }),
    answers: 'Those with a rank first; then those with too few cases.',
    schema: figuresSchema({ ...rankingFields, asOf: momentSchema }, ['groups']),
    answer: async ({ ratio, reading, minimumCases, groupBy, ...parameters }, { asking }) => {
      const now = reports.handler.clock.now();
      const cohort = cohortOf(parameters, now);
      const ranking = await asking((by) =>
        readModels.ranking({ ...cohort, ratio, reading, minimumCases, ...(groupBy && { groupBy }) }, by),
      );
      return { ...ranking, asOf: cohort.asOf ?? cohort.knownAt ?? now };
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
    query: z.strictObject({
      ...rangeParameters(reports.policy.calendar.startOf),
      ...withinParameters,
      ...timeParameters,
      groupBy: groupByParameter,
    }),
    schema: figuresSchema({ figures: arrayOf(schema), ...overlapField, asOf: momentSchema }),
    answer: async ({ groupBy, ...parameters }, { json }) => {
      const now = reports.handler.clock.now();
      const within = withinOf(parameters);
      const times = timesOf(parameters);
      const query = { ...times, ...(groupBy && { groupBy }), ...(within && { within }), now };
      const figures = await json(name, query);
      return { figures, groupsOverlap: groupsOverlap(groupBy), asOf: times.asOf ?? times.knownAt ?? now };
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
  const { calendar } = reports.policy;
  figureRoute(app, options, {
    path: '/backlog',
    id: 'backlog',
    summary: 'What was open, overdue and waiting for the citizen at the end of each local day, by phase.',
    query: z.strictObject({
      from: z.iso.date().optional().describe('First day. Default: 30 days before the last.'),
      to: z.iso.date().optional().describe('Last day. Default: that of the moment, as it is then.'),
      agencyId: severalOrNone(AgencyId).describe(
        'Only what was with these agencies then; empty: with none. An unknown one is refused.',
      ),
      label: severalOrNone(z.string().max(120)).describe(
        'Only what had any of these labels then; empty: what had none.',
      ),
      ...timeParameters,
      after: afterParameter,
    }),
    answers: 'One element for each day. Days after the moment are as it left them.',
    schema: figuresSchema({ days: arrayOf(backlogSchema), asOf: momentSchema }),
    answer: async ({ after: _, from, to, agencyId, label, ...times }, { json }) => {
      const now = reports.handler.clock.now();
      const moment = times.asOf ?? times.knownAt ?? now;
      const last = to ?? calendar.dayOf(moment);
      const first = from ?? calendar.addCalendarDays(last, -30);
      const query = {
        from: first,
        to: last,
        ...times,
        ...(agencyId !== undefined && { agencyId }),
        ...(label !== undefined && { label }),
        now,
      };
      return { days: await json('backlog', query), asOf: moment };
    },
  });
};
