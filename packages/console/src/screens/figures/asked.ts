import type { Instant } from '@phananh/core';
import { type GroupKey, type SlaGroup, slaGroups } from '@phananh/core/read-models';
import type { FigureTable } from '../../drawing/figure-table.ts';
import type { Html } from '../../frame/html.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import { nameIn, nameOf, readable } from '../../words/naming.ts';
import { dayText, monthText } from '../../words/time.ts';
import { ofGroup } from './query.ts';
import { type FigureWords, figureWords } from './words.ts';

/** A page of figures is asked for. */
export interface AskedFigures {
  readonly frame: Frame;
  readonly visit: Visit;
  readonly query: URLSearchParams;
  readonly now: Instant;
}

/** What it answers with. */
export interface ShownFigures {
  readonly tables: readonly FigureTable[];
  /** Before the tables. */
  readonly drawn?: Html;
  /** After them. */
  readonly below?: Html;
  /** The keys of what stands on the page and is explained there. */
  readonly meanings: readonly Meaning[];
  readonly asOf: Instant;
  /** Whether the figures may still become others. */
  readonly isRipe?: boolean;
  /** By label a case counts several times. */
  readonly overlaps?: boolean;
}

type Meaning = keyof FigureWords['meanings'];

/** One kind of figures. */
export interface FigureView {
  /** The last part of its path. */
  readonly name: 'on-time' | 'ranking' | 'satisfaction' | 'backlog' | 'fines' | 'signals';
  readonly permission: readonly string[];
  /** The fields of its filter. */
  readonly fields: readonly FilterField[];
  /** What it is asked where its address says nothing. */
  readonly initial?: { readonly [name: string]: string };
  readonly show: (asked: AskedFigures) => Promise<ShownFigures>;
}

export type FilterField =
  | 'from'
  | 'to'
  | 'day-from'
  | 'day-to'
  | 'cohort'
  | 'clock'
  | 'round'
  | 'agency'
  | 'agencyId'
  | 'category'
  | 'area'
  | 'label'
  | 'channel'
  | 'priority'
  | 'groupBy'
  | 'period'
  | 'ratio'
  | 'reading'
  | 'minimumCases'
  | 'signal'
  | 'asOf'
  | 'knownAt';

/** By what figures are grouped where one may choose. */
export const offeredGroups = [
  'month',
  'quarter',
  'year',
  'week',
  'day',
  'agency',
  'agencyKind',
  'category',
  'label',
  'area',
  'channel',
  'priority',
  'procedure',
  'outcome',
] as const satisfies readonly SlaGroup[];

export const isPeriod = (group: string | undefined): boolean =>
  group !== undefined && ['day', 'week', 'month', 'quarter', 'year'].includes(group);

/** What a group is called. */
export const groupText = (
  group: SlaGroup,
  value: string | null | undefined,
  {
    visit: { language, called },
    agencyName,
  }: { readonly visit: Visit; readonly agencyName: (id: string) => string },
): string => {
  if (value === null || value === undefined) return figureWords[language].none;
  switch (group) {
    case 'agency':
      return agencyName(value);
    case 'month':
      return monthText(value, language);
    case 'day':
      return dayText(value, language);
    case 'week':
    case 'quarter':
    case 'year':
      return value;
    case 'channel':
    case 'priority':
    case 'procedure':
    case 'outcome':
      return nameOf('values', value, language);
    case 'agencyKind':
      return nameIn('agency', 'values', value, language);
    case 'category':
    case 'area':
      return called(group, value);
    default:
      return readable(value);
  }
};

/** A short name for a drawing. */
export const shortText = (group: SlaGroup, value: string | null | undefined, { called }: Visit): string => {
  if (value == null) return '–';
  if (group === 'month') return `${value.slice(5)}/${value.slice(0, 4)}`;
  return group === 'category' || group === 'area' ? called(group, value) : value;
};

/** Where the cases of a group are: with these further parameters. An officer opens those of their own agency: a number of others too has no cases to show them. */
export const casesHref = (
  { frame, query, visit: { actor } }: AskedFigures,
  group: GroupKey,
  more: { readonly [name: string]: string } = {},
): string | undefined => {
  const asked = ofGroup(query, group, slaGroups);
  const agencies = [...asked.getAll('agency'), ...(asked.getAll('none').includes('agency') ? [''] : [])];
  if (actor?.kind === 'agency' && (agencies.length === 0 || agencies.some((one) => one !== actor.agencyId)))
    return undefined;
  for (const [name, value] of Object.entries(more)) asked.set(name, value);
  return `${frame.base}/figures/cases?${asked}`;
};

/** Groups of time in their order, others as they came. */
export const inOrder = <Row extends { readonly group: GroupKey }>(
  rows: readonly Row[],
  groupBy: readonly SlaGroup[],
): readonly Row[] => {
  const [first] = groupBy;
  if (first === undefined || !isPeriod(first)) return rows;
  return rows.toSorted((one, other) => (one.group[first] ?? '').localeCompare(other.group[first] ?? ''));
};

/** In tables the latest time stands first. */
export const newestFirst = <Row>(rows: readonly Row[], [first]: readonly SlaGroup[]): readonly Row[] =>
  isPeriod(first) ? rows.toReversed() : rows;
