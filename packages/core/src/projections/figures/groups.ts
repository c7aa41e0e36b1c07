import type { CountedCase } from './counted-case.ts';
import type { GroupKey, SlaGroup } from './sla-figures.ts';

/** What cases are grouped by, apart from the time at which they belong to the cohort. */
export type Grouped = Pick<CountedCase, 'agencyId' | 'category' | 'areaCode' | 'channel' | 'procedure'>;

/** The kind of an agency, as it is registered now. */
export type AgencyKinds = (agencyId: string) => string | undefined;

/** The value of a case for a group. @param day the local day that puts it into the cohort */
export const groupValue = (
  group: SlaGroup,
  counted: Grouped,
  day: string,
  kinds: AgencyKinds,
): string | null => {
  switch (group) {
    case 'agency':
      return counted.agencyId;
    case 'agencyKind':
      return counted.agencyId === null ? null : (kinds(counted.agencyId) ?? null);
    case 'category':
      return counted.category;
    case 'area':
      return counted.areaCode;
    case 'channel':
      return counted.channel;
    case 'procedure':
      return counted.procedure;
    case 'month':
      return day.slice(0, 7);
    case 'quarter':
      return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
    case 'year':
      return day.slice(0, 4);
  }
};

/** Whether a case is of a group. */
export const isWithin = (
  within: GroupKey | undefined,
  counted: Grouped,
  day: string,
  kinds: AgencyKinds,
): boolean =>
  within === undefined ||
  slaGroupsOf(within).every((group) => groupValue(group, counted, day, kinds) === (within[group] ?? null));

/** The groups that a key names. */
export const slaGroupsOf = (key: GroupKey): readonly SlaGroup[] =>
  (Object.keys(key) as SlaGroup[]).filter((group) => key[group] !== undefined);

/** Things by their group, in the order of the groups; those that have none come first. */
export interface Grouping<Sum> {
  /** What is summed up for a case. */
  at(counted: Grouped, day: string): Sum;
  entries(): readonly (readonly [GroupKey, Sum])[];
}

export const grouping = <Sum>(
  groupBy: readonly SlaGroup[],
  kinds: AgencyKinds,
  empty: () => Sum,
): Grouping<Sum> => {
  const sums = new Map<string, { readonly values: readonly (string | null)[]; readonly sum: Sum }>();
  const found = (values: readonly (string | null)[]): Sum => {
    const name = values.map((value) => (value === null ? '' : `=${value}`)).join('\u0000');
    let known = sums.get(name);
    if (known === undefined) {
      known = { values, sum: empty() };
      sums.set(name, known);
    }
    return known.sum;
  };
  // Without groups there is one sum, of nothing too.
  if (groupBy.length === 0) found([]);
  return {
    at: (counted, day) => found(groupBy.map((group) => groupValue(group, counted, day, kinds))),
    entries: () =>
      [...sums]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, { values, sum }]) => [
          Object.fromEntries(groupBy.map((group, index) => [group, values[index] ?? null])),
          sum,
        ]),
  };
};
