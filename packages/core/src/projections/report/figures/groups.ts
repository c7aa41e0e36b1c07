import { dayNumberOf, dayOfNumber } from '../../../calendar/index.ts';
import { InvalidQuery } from '../../../engine/index.ts';
import type { CountedCase } from './counted-case.ts';
import type { GroupKey, SlaGroup, Within } from './sla-figures.ts';

/** What cases are grouped by, apart from the time at which they belong to the cohort. */
export type Grouped = Pick<
  CountedCase,
  'agencyId' | 'category' | 'labels' | 'areaCode' | 'channel' | 'procedure' | 'priority' | 'outcome'
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

/** Groups of which a case has one value at most: it counts once in one of them, and so their sums are totals. */
export type SingleGroup = Exclude<SlaGroup, 'label'>;

/** Whether a case may count in several groups of a question: then sums over its groups are no total. */
export const groupsOverlap = (groupBy: readonly SlaGroup[] = []): boolean => groupBy.includes('label');

/** The value of a case for a group. @param day the local day that puts it into the cohort */
export const groupValue = (
  group: SingleGroup,
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

/** How values of the groups of time beside days are written, each with an example. */
export const periodForms = {
  week: { form: /^\d{4}-W(?:0[1-9]|[1-4]\d|5[0-3])$/, example: '2026-W09' },
  month: { form: /^\d{4}-(?:0[1-9]|1[0-2])$/, example: '2026-03' },
  quarter: { form: /^\d{4}-Q[1-4]$/, example: '2026-Q1' },
  year: { form: /^\d{4}$/, example: '2026' },
} as const satisfies { readonly [G in SlaGroup]?: { readonly form: RegExp; readonly example: string } };
export type Period = keyof typeof periodForms;

/** The week of a day by ISO 8601, which belongs to the year that its Thursday is in: `2026-W01` begins on 29 December 2025. */
const weekOf = (day: string): string => {
  const number = dayNumberOf(day);
  // 1970-01-01 was a Thursday.
  const thursday = number - ((((number + 3) % 7) + 7) % 7) + 3;
  const year = dayOfNumber(thursday).slice(0, 4);
  const week = Math.floor((thursday - dayNumberOf(`${year}-01-01`)) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
};

const noLabels: readonly null[] = [null];

/** Every label of a case; of one without any the group is null. */
const labelsOf = ({ labels }: Pick<Grouped, 'labels'>): readonly (string | null)[] =>
  labels.length === 0 ? noLabels : labels;

/** Whether a question asks for labels, as groups or as a filter. */
export const asksLabels = (question: {
  readonly groupBy?: readonly SlaGroup[];
  readonly within?: Within;
}): boolean => question.within?.label !== undefined || question.groupBy?.includes('label') === true;

/** Whether a value is the one, or one of those, that a filter wants. */
export const isAmong = (wanted: Within[SlaGroup], value: string | null): boolean =>
  typeof wanted === 'object' && wanted !== null ? wanted.includes(value) : wanted === value;

/** The same of the labels of a case: null is wanted by a case that has none. */
export const hasAmong = (wanted: Within[SlaGroup], labels: readonly string[]): boolean =>
  labelsOf({ labels }).some((label) => isAmong(wanted, label));

/** Whether a case is of a group, or of one of several. */
export const isWithin = (
  within: Within | undefined,
  counted: Grouped,
  day: string,
  kinds: AgencyKinds,
): boolean =>
  within === undefined ||
  slaGroupsOf(within).every((group) => {
    const wanted = within[group];
    return group === 'label'
      ? hasAmong(wanted, counted.labels)
      : isAmong(wanted, groupValue(group, counted, day, kinds));
  });

/** The groups that a key names. */
export const slaGroupsOf = (key: Within): readonly SlaGroup[] =>
  (Object.keys(key) as SlaGroup[]).filter((group) => key[group] !== undefined);

/** Things by their group, in the order of the groups; those that have none come first. */
export interface Grouping<Sum> {
  /** What a case is summed up in: one sum, or by label as many as it has labels that are asked for. */
  at(counted: Grouped, day: string): readonly Sum[];
  each(visit: (group: GroupKey, sum: Sum) => void): void;
  entries(): readonly (readonly [GroupKey, Sum])[];
}

/** Those with one value of a group, by their values of the next one; those with one of the last group have a sum. */
interface Node<Sum> {
  readonly key: GroupKey;
  next: Map<string | null, Node<Sum>> | undefined;
  /** Undefined: not in order, one was added. */
  ordered: readonly Node<Sum>[] | undefined;
  /** One, or none. */
  sums: readonly Sum[];
}

/**
 * @param within what the question is within: of labels only those have a group
 * @throws {@link InvalidQuery} for more than {@link mostGroupings}, and for more groups than `most`
 */
export const grouping = <Sum>(
  groupBy: readonly SlaGroup[],
  kinds: AgencyKinds,
  empty: () => Sum,
  { within, most = mostGroups }: { readonly within?: Within | undefined; readonly most?: number } = {},
): Grouping<Sum> => {
  let made = 0;
  if (new Set(groupBy).size > mostGroupings)
    throw new InvalidQuery(`groupBy names more than ${mostGroupings} groupings`, '/groupBy');
  const root: Node<Sum> = {
    key: {},
    next: undefined,
    ordered: undefined,
    // Without groups there is one sum, of nothing too.
    sums: groupBy.length === 0 ? [empty()] : [],
  };
  const nextOf = (node: Node<Sum>, group: SlaGroup, value: string | null): Node<Sum> => {
    node.next ??= new Map();
    let next = node.next.get(value);
    if (next === undefined) {
      const key = { ...node.key, [group]: value };
      next = { key, next: undefined, ordered: undefined, sums: [] };
      node.next.set(value, next);
      node.ordered = undefined;
    }
    return next;
  };
  const visitAll = (node: Node<Sum>, visit: (group: GroupKey, sum: Sum) => void): void => {
    for (const sum of node.sums) visit(node.key, sum);
    if (node.next === undefined) return;
    node.ordered ??= [...node.next].sort(byValue).map(([, next]) => next);
    for (const next of node.ordered) visitAll(next, visit);
  };
  const asked = within?.label;
  /** Under a node, from the group at a place on. */
  const sumsAt = (node: Node<Sum>, place: number, counted: Grouped, day: string): readonly Sum[] => {
    const group = groupBy[place];
    if (group === 'label')
      return labelsOf(counted)
        .filter((label) => asked === undefined || isAmong(asked, label))
        .flatMap((label) => sumsAt(nextOf(node, group, label), place + 1, counted, day));
    if (group !== undefined)
      return sumsAt(nextOf(node, group, groupValue(group, counted, day, kinds)), place + 1, counted, day);
    if (node.sums.length === 0) {
      made += 1;
      demandFewGroups(made, most);
      node.sums = [empty()];
    }
    return node.sums;
  };
  return {
    at: (counted, day) => sumsAt(root, 0, counted, day),
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
