import { dayNumberOf, dayOfNumber } from '../../../calendar/index.ts';
import { InvalidQuery } from '../../../engine/index.ts';
import type { CountedCase } from './counted-case.ts';
import type { GroupKey, SlaGroup, Within } from './sla-figures.ts';

/** What cases are grouped by, apart from the time at which they belong to the cohort. */
export type Grouped = Pick<
  CountedCase,
  'agencyId' | 'category' | 'areaCode' | 'channel' | 'procedure' | 'priority' | 'outcome'
>;

/** The kind of an agency, as it is registered now. */
export type AgencyKinds = (agencyId: string) => string | undefined;

/** Most groupings that one question may name: the groups of three are many already, those of six are the cases themselves. */
export const mostGroupings = 3;

/** Most groups of one answer: some ten megabytes of figures. */
export const mostGroups = 10_000;

/** @throws {@link InvalidQuery} for more groups than an answer may have */
export const demandFewGroups = (groups: number, most = mostGroups): void => {
  if (groups > most)
    throw new InvalidQuery(
      `the answer would have more than ${most} groups: ask for a shorter time, for fewer groupings or within one group`,
      '/groupBy',
    );
};

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
    case 'priority':
      return counted.priority;
    case 'outcome':
      return counted.outcome;
    case 'day':
      return day;
    case 'week':
      return weekOf(day);
    case 'month':
      return day.slice(0, 7);
    case 'quarter':
      return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
    case 'year':
      return day.slice(0, 4);
  }
};

/** The week of a day by ISO 8601, which belongs to the year that its Thursday is in: `2026-W01` begins on 29 December 2025. */
const weekOf = (day: string): string => {
  const number = dayNumberOf(day);
  // 1970-01-01 was a Thursday.
  const thursday = number - ((((number + 3) % 7) + 7) % 7) + 3;
  const year = dayOfNumber(thursday).slice(0, 4);
  const week = Math.floor((thursday - dayNumberOf(`${year}-01-01`)) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
};

/** Whether a case is of a group, or of one of several. */
export const isWithin = (
  within: Within | undefined,
  counted: Grouped,
  day: string,
  kinds: AgencyKinds,
): boolean =>
  within === undefined ||
  slaGroupsOf(within).every((group) => {
    const value = groupValue(group, counted, day, kinds);
    const wanted = within[group] ?? null;
    return typeof wanted === 'object' && wanted !== null ? wanted.includes(value) : wanted === value;
  });

/** The groups that a key names. */
export const slaGroupsOf = (key: Within): readonly SlaGroup[] =>
  (Object.keys(key) as SlaGroup[]).filter((group) => key[group] !== undefined);

/** Things by their group, in the order of the groups; those that have none come first. */
export interface Grouping<Sum> {
  /** What is summed up for a case. */
  at(counted: Grouped, day: string): Sum;
  each(visit: (group: GroupKey, sum: Sum) => void): void;
  entries(): readonly (readonly [GroupKey, Sum])[];
}

/** Those with one value of a group, by their values of the next one; those with one of the last group have a sum. */
interface Node<Sum> {
  readonly key: GroupKey;
  next: Map<string | null, Node<Sum>> | undefined;
  /** Undefined: not in order, one was added. */
  ordered: readonly Node<Sum>[] | undefined;
  sum: Sum | undefined;
}

/** @throws {@link InvalidQuery} for more than {@link mostGroupings}, and for more groups than `most` */
export const grouping = <Sum>(
  groupBy: readonly SlaGroup[],
  kinds: AgencyKinds,
  empty: () => Sum,
  most = mostGroups,
): Grouping<Sum> => {
  let sums = 0;
  if (new Set(groupBy).size > mostGroupings)
    throw new InvalidQuery(`groupBy names more than ${mostGroupings} groupings`, '/groupBy');
  const root: Node<Sum> = {
    key: {},
    next: undefined,
    ordered: undefined,
    // Without groups there is one sum, of nothing too.
    sum: groupBy.length === 0 ? empty() : undefined,
  };
  const nextOf = (node: Node<Sum>, group: SlaGroup, value: string | null): Node<Sum> => {
    node.next ??= new Map();
    let next = node.next.get(value);
    if (next === undefined) {
      const key = { ...node.key, [group]: value };
      next = { key, next: undefined, ordered: undefined, sum: undefined };
      node.next.set(value, next);
      node.ordered = undefined;
    }
    return next;
  };
  const visitAll = (node: Node<Sum>, visit: (group: GroupKey, sum: Sum) => void): void => {
    if (node.sum !== undefined) visit(node.key, node.sum);
    if (node.next === undefined) return;
    node.ordered ??= [...node.next].sort(byValue).map(([, next]) => next);
    for (const next of node.ordered) visitAll(next, visit);
  };
  return {
    at: (counted, day) => {
      let node = root;
      for (const group of groupBy) node = nextOf(node, group, groupValue(group, counted, day, kinds));
      if (node.sum === undefined) {
        sums += 1;
        demandFewGroups(sums, most);
        node.sum = empty();
      }
      return node.sum;
    },
    each: (visit) => visitAll(root, visit),
    entries: () => {
      const entries: (readonly [GroupKey, Sum])[] = [];
      visitAll(root, (group, sum) => entries.push([group, sum]));
      return entries;
    },
  };
};

type Valued = readonly [value: string | null, node: unknown];

/** Those that have no value come first. */
const byValue = ([a]: Valued, [b]: Valued): number => (a === null || (b !== null && a < b) ? -1 : 1);
