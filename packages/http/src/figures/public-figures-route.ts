import {
  fewestInPublic,
  figuresForEverybody,
  type PublicFigures,
  type PublicSatisfaction,
  periodForms,
  publicGroups,
} from '@phananh/core/read-models';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { arrayOf, count, objectSchema } from '../openapi/json-schema.ts';
import type { JsonSchema } from '../openapi/operation.ts';
import { afterParameter } from '../queries/after.ts';
import { type FigureOptions, figureRoute } from './figure-route.ts';
import { figuresSchema, groupSchema, momentSchema, ratioSchema } from './schemas.ts';

const { form, example } = periodForms.month;
const month = z.string().regex(form, `not a month: ${example}`).optional();

export const publicFigureParameters = z.strictObject({
  from: month.describe('From this month on, such as 2026-01.'),
  to: month.describe('Before this month.'),
  groupBy: z
    .enum(publicGroups)
    .optional()
    .describe(`One of ${publicGroups.join(', ')}.`),
  after: afterParameter,
});

const others: JsonSchema = {
  type: 'boolean',
  description: `Of all groups with fewer than ${fewestInPublic} together, and of the smallest larger one where they are fewer themselves.`,
};

const figureSchema: JsonSchema = objectSchema({
  group: groupSchema,
  isOthers: others,
  reports: count,
  onTime: count,
  late: count,
  open: count,
  overdue: count,
  withoutTerm: count,
  onTimeOfDue: ratioSchema,
} satisfies { readonly [Field in keyof PublicFigures]: JsonSchema });

const gradesSchema: JsonSchema = objectSchema({
  group: groupSchema,
  isOthers: others,
  published: count,
  rated: count,
  satisfied: ratioSchema,
  acceptable: ratioSchema,
  unsatisfied: ratioSchema,
} satisfies { readonly [Field in keyof PublicSatisfaction]: JsonSchema });

/** `GET /published/figures`: how reports are handled, for everybody. */
export const publicFiguresRoute = (app: FastifyInstance, options: FigureOptions): void => {
  const { reports, readModels } = options;
  figureRoute(app, options, {
    path: '/published/figures',
    id: 'published.figures',
    summary: 'How reports are handled, for everybody: what became of those of each month.',
    description: `Of all reports, published or not, by whole months. A group of fewer than ${fewestInPublic} stands among the others, with the smallest of the larger ones where these are too few themselves; of fewer in all there is no element. \`satisfaction\` is of the results that were published in the months, and its groups need as many grades.`,
    permission: 'public',
    query: publicFigureParameters,
    answers: 'One element for each group; without `groupBy` one for all.',
    schema: figuresSchema({
      figures: arrayOf(figureSchema),
      satisfaction: arrayOf(gradesSchema),
      asOf: momentSchema,
    }),
    answer: async ({ after: _, ...query }, { asking }) => {
      const now = reports.handler.clock.now();
      const { startOf } = reports.policy.calendar;
      const found = await asking((by) => figuresForEverybody(readModels, { ...query, now }, startOf, by));
      return { ...found, asOf: now };
    },
  });
};
