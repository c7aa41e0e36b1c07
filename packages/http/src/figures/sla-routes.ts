import {
  type Actor,
  type CohortQuery,
  Forbidden,
  type GroupKey,
  ratioDefinitions,
  readings,
  verdicts,
} from '@phananh/core';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../auth/authenticate.ts';
import { arrayOf } from '../openapi/json-schema.ts';
import { caseRowSchema } from '../queries/case-schemas.ts';
import { severalOf, wholeNumber } from '../queries/parse-query.ts';
import { withTexts } from '../queries/texts.ts';
import { type FigureOptions, figureRoute } from './figure-route.ts';
import { cohortOf, cohortParameters, groupByParameter } from './parameters.ts';
import {
  definitionsSchema,
  durationsSchema,
  figuresSchema,
  momentSchema,
  slaFiguresSchema,
} from './schemas.ts';

/** `GET /sla`: counts per verdict over a cohort, with the ratios and what they are made of. */
export const slaRoute = (app: FastifyInstance, options: FigureOptions): void => {
  const { reports, readModels } = options;
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
        durations: arrayOf(durationsSchema),
        definitions: definitionsSchema,
        cases: { type: 'string', format: 'uri-reference' },
        asOf: momentSchema,
        knownAt: { type: ['string', 'null'], format: 'date-time' },
      },
      ['durations'],
    ),
    serialize: serializeFigures(),
    answer: async ({ groupBy, durations, ...parameters }, request) => {
      const now = reports.handler.clock.now();
      const query = { ...cohortOf(parameters, now), ...(groupBy && { groupBy }) };
      return {
        figures: await readModels.sla(query),
        ...(durations === 'true' && { durations: await readModels.durations(query) }),
        definitions: ratioDefinitions,
        cases: casesOf(request.url),
        asOf: query.asOf ?? query.knownAt ?? now,
        knownAt: query.knownAt ?? null,
      };
    },
  });
};

/**
 * The answer as JSON in parts, of which that of the figures is made once for as long as they stay the same objects: a year of
 * a province by agency and month is 3 MB, and to copy it for every answer takes longer than to sum it up.
 */
const serializeFigures = (): ((answer: object) => string | readonly Buffer[]) => {
  const texts = new WeakMap<object, string>();
  /** By the first of them, which is of one question only. */
  const lists = new WeakMap<object, { readonly figures: readonly object[]; readonly bytes: Buffer }>();
  const textOf = (figures: object): string => {
    const text = texts.get(figures) ?? JSON.stringify(figures);
    texts.set(figures, text);
    return text;
  };
  const bytesOf = (figures: readonly object[]): Buffer => {
    const [first = figures] = figures;
    const known = lists.get(first);
    const isSame =
      known?.figures.length === figures.length && known.figures.every((one, n) => one === figures[n]);
    if (known !== undefined && isSame) return known.bytes;
    // Joined at once: to put megabytes into a longer text is to copy them again.
    const bytes = Buffer.from(`{"figures":[${figures.map(textOf).join(',')}]`);
    lists.set(first, { figures, bytes });
    return bytes;
  };
  return (answer) => {
    if (!('figures' in answer) || !Array.isArray(answer.figures)) return JSON.stringify(answer);
    const { figures, ...others } = answer;
    return [bytesOf(figures), Buffer.from(`,${JSON.stringify(others).slice(1)}`)];
  };
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
    description: 'Officers of an agency see the cases that are charged to it.',
    query: z.strictObject({
      ...cohortParameters(reports.policy.calendar.startOf),
      verdict: severalOf(verdicts)
        .optional()
        .describe(`Only with these verdicts: ${verdicts.join(', ')}.`),
      againstOriginal: severalOf(readings)
        .optional()
        .describe(`Only with these, extensions left out of account: ${readings.join(', ')}.`),
      limit: wholeNumber({ min: 1, max: 1_000 }).optional(),
      cursor: z.string().min(1).max(1_000).optional().describe('As `nextCursor` gave it.'),
    }),
    answers:
      'A page, in the order in which the cases came into the log, with the verdicts that they count with.',
    schema: figuresSchema(
      { cases: arrayOf(caseRowSchema), nextCursor: { type: 'string' }, asOf: momentSchema },
      ['nextCursor'],
    ),
    answer: async ({ verdict, againstOriginal, limit, cursor, ...parameters }, request) => {
      const now = reports.handler.clock.now();
      const actor = actorOf(request);
      const cohort = chargedTo(actor, cohortOf(parameters, now));
      const { cases, nextCursor } = await readModels.slaCases({
        ...cohort,
        ...(verdict && { verdict }),
        ...(againstOriginal && { againstOriginal }),
        ...(limit !== undefined && { limit }),
        ...(cursor !== undefined && { cursor }),
      });
      return {
        cases: withTexts(actor.kind, cases),
        ...(nextCursor !== undefined && { nextCursor }),
        asOf: cohort.asOf ?? cohort.knownAt ?? now,
      };
    },
  });
};

/** @throws {@link Forbidden} when an officer asks for the cases of another agency */
const chargedTo = ({ kind, agencyId }: Actor, cohort: CohortQuery): CohortQuery => {
  if (kind !== 'agency') return cohort;
  const asked: GroupKey = cohort.within ?? {};
  if (agencyId === undefined || (asked.agency !== undefined && asked.agency !== agencyId))
    throw new Forbidden('the cases of another agency are not listed', { visible: true });
  return { ...cohort, within: { ...asked, agency: agencyId } };
};
