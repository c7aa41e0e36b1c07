import { type Instant, instant } from '@phananh/core';
import { severalOf } from '@phananh/core/engine';
import {
  type CohortQuery,
  type GroupKey,
  moment,
  mostGroupings,
  type SlaGroup,
  slaGroups,
} from '@phananh/core/read-models';
import { clockNames } from '@phananh/core/reports';
import { z } from 'zod';
import { afterParameter } from '../queries/after.ts';

const name = z.string().max(120);
const month = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'not a month: 2026-03');

/** One parameter for each group. An empty one asks for the cases that have none. */
const within = {
  agency: name.optional().describe('Only of this agency; empty: of none.'),
  agencyKind: z.enum(['government', 'enterprise', '']).optional().describe('Only of agencies of this kind.'),
  category: name.optional().describe('Only of this category; empty: of none.'),
  area: name.optional().describe('Only of this area; empty: of none.'),
  channel: name.optional().describe('Only of this channel.'),
  procedure: name.optional().describe('Only of this procedure.'),
  month: month.optional().describe('Only of this local month.'),
  quarter: z
    .string()
    .regex(/^\d{4}-Q[1-4]$/, 'not a quarter: 2026-Q1')
    .optional()
    .describe('Only of this local quarter.'),
  year: z
    .string()
    .regex(/^\d{4}$/, 'not a year')
    .optional()
    .describe('Only of this local year.'),
} satisfies { readonly [G in SlaGroup]: z.ZodType };

export const groupByParameter = severalOf(slaGroups, { most: mostGroupings })
  .optional()
  .describe(`One to ${mostGroupings}, with commas: ${slaGroups.join(', ')}.`);

export const rangeParameters = (startOf: (day: string) => Instant) => ({
  from: moment(startOf).optional().describe('At or after: an instant, or a day.'),
  to: moment(startOf).optional().describe('Before: an instant, or a day.'),
  after: afterParameter,
});

/** The two times of a figure. */
export const timeParameters = {
  asOf: instant().optional().describe('What had happened by then. Default: `knownAt`, or now.'),
  knownAt: instant().optional().describe('What had been recorded by then. Default: everything.'),
};

type TimeParameters = Pick<CohortQuery, 'from' | 'to' | 'asOf' | 'knownAt'>;

/** Those that were given. */
export const timesOf = ({ from, to, asOf, knownAt }: TimeParameters): TimeParameters => ({
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
  ...(asOf !== undefined && { asOf }),
  ...(knownAt !== undefined && { knownAt }),
});

/** Which cases a figure is about, and as they were when. */
export const cohortParameters = (startOf: (day: string) => Instant) => ({
  cohort: z
    .enum(['submitted', 'decided'])
    .default('submitted')
    .describe('The cases that were submitted, or whose clock stopped, from `from` until before `to`.'),
  ...rangeParameters(startOf),
  ...within,
  clock: z
    .enum(clockNames)
    .default('overall')
    .describe('Which clock; cases that never had it are not counted.'),
  round: z.enum(['first', 'final']).default('final').describe('Whose verdict counts.'),
  ...timeParameters,
});

export const withinParameters = within;

type Groups = { readonly [G in SlaGroup]?: string };

/** The group that the parameters name; undefined when they name none. */
export const withinOf = (query: Groups): GroupKey | undefined => {
  const named = slaGroups.filter((group) => query[group] !== undefined);
  if (named.length === 0) return undefined;
  return Object.fromEntries(named.map((group) => [group, query[group] === '' ? null : query[group]]));
};

type CohortParameters = Groups & Omit<CohortQuery, 'now' | 'within'>;

/** The cohort that the parameters ask for. */
export const cohortOf = ({ cohort, clock, round, ...query }: CohortParameters, now: Instant): CohortQuery => {
  const group = withinOf(query);
  return {
    cohort,
    now,
    ...timesOf(query),
    ...(clock !== undefined && { clock }),
    ...(round !== undefined && { round }),
    ...(group !== undefined && { within: group }),
  };
};
