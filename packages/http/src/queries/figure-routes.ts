import { type ReadModels, type ReportActorKind, type Reports, slaGroups } from '@phananh/core';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { afterParameter, awaitApplied } from './after.ts';
import { agencyRowSchema, listSchema, slaFiguresSchema } from './case-schemas.ts';
import { moment, parseQuery, severalOf } from './parse-query.ts';

interface FigureOptions {
  readonly reports: Reports;
  readonly readModels: ReadModels;
}

const officers = [
  'operator',
  'agency',
  'auditor',
  'analyst',
  'admin',
] as const satisfies readonly ReportActorKind[];

/** `GET /sla`: counts per verdict over a cohort, with the ratios and what they are made of. */
export const slaRoute = (app: FastifyInstance, { reports, readModels }: FigureOptions): void => {
  const { startOf } = reports.policy.calendar;
  const query = z.strictObject({
    cohort: z
      .enum(['submitted', 'decided'])
      .default('submitted')
      .describe(
        'The cases that were submitted, or whose overall clock stopped, from `from` until before `to`.',
      ),
    from: moment(startOf).optional().describe('At or after: an instant, or a day.'),
    to: moment(startOf).optional().describe('Before: an instant, or a day.'),
    groupBy: severalOf(slaGroups).optional().describe('One or several, with commas.'),
    round: z.enum(['first', 'final']).default('final').describe('Whose verdict counts.'),
    after: afterParameter,
  });
  const asOf = { type: 'string', format: 'date-time' };
  app.get(
    '/sla',
    {
      config: {
        permission: officers,
        operation: {
          id: 'sla',
          tag: 'figures',
          summary: 'Counts per verdict of the overall clock, with named ratios.',
          query,
          responses: {
            200: {
              description: 'One element for each group; without `groupBy` one for all.',
              schema: listSchema('figures', slaFiguresSchema, { asOf }),
            },
          },
          errors: ['invalid-query', 'read-model-behind'],
        },
      },
    },
    async (request) => {
      const { after, ...cohort } = parseQuery(query, request.query);
      await awaitApplied(readModels, after, app.phananh.limits.afterMilliseconds);
      const now = reports.handler.clock.now();
      const figures = await readModels.sla({ ...cohort, now });
      return { figures, asOf: now, position: readModels.position() ?? null };
    },
  );
};

/** `GET /agencies`: every agency. */
export const agenciesRoute = (app: FastifyInstance, { readModels }: FigureOptions): void => {
  const query = z.strictObject({ after: afterParameter });
  app.get(
    '/agencies',
    {
      config: {
        permission: ['citizen', ...officers],
        operation: {
          id: 'agency.list',
          tag: 'agency',
          summary: 'Every agency.',
          query,
          responses: {
            200: { description: 'All of them.', schema: listSchema('agencies', agencyRowSchema) },
          },
          errors: ['invalid-query', 'read-model-behind'],
        },
      },
    },
    async (request) => {
      const { after } = parseQuery(query, request.query);
      await awaitApplied(readModels, after, app.phananh.limits.afterMilliseconds);
      return { agencies: readModels.agencies(), position: readModels.position() ?? null };
    },
  );
};
