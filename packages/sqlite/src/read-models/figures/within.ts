import type { CohortQuery } from '@phananh/core/read-models';
import { boundWanted, isWanted } from '../reading/any-of.ts';
import { hasLabel } from '../report/has-label.ts';

/** In SQL: the groups that a question is within. */

export type CohortBound = { readonly [name: string]: string | number | null };

/** By which columns rows are told to be within a group, where a column says it. */
const withinColumns = {
  agency: 'agency_id',
  category: 'category',
  area: 'area_code',
  channel: 'channel',
  procedure: 'procedure',
  priority: 'priority',
} as const;
// The keys of a table are texts to the types.
const withinGroups = Object.keys(withinColumns) as (keyof typeof withinColumns)[];

export const withinConditions = ({ within = {} }: CohortQuery): readonly string[] =>
  withinGroups
    .flatMap((group) => {
      const wanted = within[group];
      return wanted === undefined ? [] : [isWanted(`f.${withinColumns[group]}`, group, wanted)];
    })
    .concat(within.label === undefined ? [] : [hasLabel('f.case_number', 'label', within.label)]);

export const withinBound = ({ within = {} }: Pick<CohortQuery, 'within'>): CohortBound =>
  Object.fromEntries(
    ([...withinGroups, 'label'] as const).map((group) => [group, boundWanted(within[group] ?? null)]),
  );
