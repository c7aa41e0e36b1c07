import { type Instant, instant } from '@phananh/core';
import { severalOf } from '@phananh/core/engine';
import {
  type CohortQuery,
  moment,
  mostGroupings,
  type Period,
  periodForms,
  type SlaGroup,
  several,
  slaGroups,
  type Within,
} from '@phananh/core/read-models';
import { agencyKinds, clockNames, ResolutionOutcome } from '@phananh/core/reports';
import { z } from 'zod';
import { afterParameter } from '../queries/after.ts';

const name = z.string().max(120);

const formed = (period: Period) => {
  const { form, example } = periodForms[period];
  return several(z.string().regex(form, `not a ${period}: ${example}`));
};

/** One parameter for each group; repeated, any of its values will do. An empty one asks for the cases that have none. */
const within = {
  agency: several(name).describe('Only of these agencies; empty: of none. An unknown one is refused.'),
  agencyKind: several(z.enum([...agencyKinds, ''])).describe('Only of agencies of these kinds.'),
  category: several(name).describe('Only of these categories; empty: of none.'),
  label: several(name).describe(
    'Only with any of these labels; empty: with none. By label each of them has a group, other labels none.',
  ),
  area: several(name).describe('Only of these areas; empty: of none.'),
  channel: several(name).describe('Only of these channels.'),
  procedure: several(name).describe('Only of these procedures.'),
  priority: several(z.enum(['normal', 'urgent'])).describe('Only of these priorities.'),
  outcome: several(z.enum([...ResolutionOutcome.options, ''])).describe(
    'Only with these outcomes of the round that is counted; empty: not resolved.',
  ),
  day: several(z.iso.date()).describe('Only of these local days.'),
  week: formed('week').describe('Only of these local weeks, by ISO 8601.'),
  month: formed('month').describe('Only of these local months.'),
  quarter: formed('quarter').describe('Only of these local quarters.'),
  year: formed('year').describe('Only of these local years.'),
} satisfies { readonly [G in SlaGroup]: z.ZodType };

export const groupByParameter = severalOf(slaGroups, { most: mostGroupings })
  .optional()
  .describe(
    `One to ${mostGroupings}, with commas: ${slaGroups.join(', ')}. By \`label\` a report counts in the group of each of its labels, without any in that of null: sums over the groups are no total.`,
  );

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

type Groups = { readonly [G in SlaGroup]?: readonly string[] | undefined };

/** The groups that the parameters name; undefined when they name none. */
export const withinOf = (query: Groups): Within | undefined => {
  const named = slaGroups.flatMap((group) => {
    const values = query[group]?.map((value) => (value === '' ? null : value));
    return values === undefined ? [] : [[group, values.length === 1 ? (values[0] ?? null) : values] as const];
  });
  return named.length === 0 ? undefined : Object.fromEntries(named);
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
