import type { Instant } from '../../../engine/index.ts';
import type { Answerers, Asking } from '../questions.ts';
import type { SatisfactionFigures } from './figure-queries.ts';
import { type Ratio, ratio } from './ratio.ts';
import type { GroupKey, SlaFigures, SlaGroup } from './sla-figures.ts';

/** By what everybody may have figures: nothing that says who handled a report, or exactly when it came. */
export const publicGroups = ['month', 'category', 'area'] as const satisfies readonly SlaGroup[];
export type PublicGroup = (typeof publicGroups)[number];

/** Nothing is told of fewer, in a group, in all others together or in all: it would be about a few people, whom their neighbours know. */
export const fewestInPublic = 5;

/** Of what everybody may have figures: whole months, as the calendar has them. */
export interface PublicFigureQuery {
  /** From this month on, and before this one: `2026-03`. Default: all. */
  readonly from?: string;
  readonly to?: string;
  readonly groupBy?: PublicGroup;
  readonly now: Instant;
}

interface PublicGroupOf {
  readonly group: GroupKey;
  /** Whether it is of all groups with fewer than {@link fewestInPublic} together; `group` is empty then. */
  readonly isOthers: boolean;
}

/** What became of the reports that were sent in a time. The counts of a group make up its reports. */
export interface PublicFigures extends PublicGroupOf {
  readonly reports: number;
  readonly onTime: number;
  readonly late: number;
  /** Neither decided nor late: those that wait for the citizen too. */
  readonly open: number;
  readonly overdue: number;
  readonly withoutTerm: number;
  /** Of those that were due. */
  readonly onTimeOfDue: Ratio;
}

/** How citizens graded the results that were published in a time. */
export interface PublicSatisfaction extends PublicGroupOf {
  readonly published: number;
  readonly rated: number;
  readonly satisfied: Ratio;
  readonly acceptable: Ratio;
  readonly unsatisfied: Ratio;
}

/** What everybody may know of how reports are handled. */
export interface FiguresForEverybody {
  readonly figures: readonly PublicFigures[];
  readonly satisfaction: readonly PublicSatisfaction[];
}

/**
 * Asks for what everybody may know of how reports are handled.
 *
 * @param startOf where a day begins in the calendar of the read models
 * @throws {@link InvalidQuery} for a range that is empty
 */
export const figuresForEverybody = async (
  { sla, satisfaction }: Pick<Answerers, 'sla' | 'satisfaction'>,
  { from, to, groupBy, now }: PublicFigureQuery,
  startOf: (day: string) => Instant,
  asking?: Asking,
): Promise<FiguresForEverybody> => {
  const asked = {
    ...(from !== undefined && { from: startOf(`${from}-01`) }),
    ...(to !== undefined && { to: startOf(`${to}-01`) }),
    ...(groupBy !== undefined && { groupBy: [groupBy] }),
    now,
  };
  const [figures, grades] = await Promise.all([
    sla({ cohort: 'submitted', ...asked }, asking),
    satisfaction(asked, asking),
  ]);
  return { figures: publicFiguresOf(figures), satisfaction: publicSatisfactionOf(grades) };
};

export const publicFiguresOf = (figures: readonly SlaFigures[]): readonly PublicFigures[] =>
  withoutSmall(
    figures.map(
      ({ group, cases, counts, ratios }): PublicFigures => ({
        group,
        isOthers: false,
        reports: cases,
        onTime: counts['on-time'] + counts['on-time-extended'],
        late: counts.late,
        open: counts.open + counts.paused,
        overdue: counts.overdue,
        withoutTerm: counts['no-term'],
        onTimeOfDue: plain(ratios.onTimeOfDue),
      }),
    ),
    ({ reports }) => reports,
    (one, other) => ({
      group: {},
      isOthers: true,
      reports: one.reports + other.reports,
      onTime: one.onTime + other.onTime,
      late: one.late + other.late,
      open: one.open + other.open,
      overdue: one.overdue + other.overdue,
      withoutTerm: one.withoutTerm + other.withoutTerm,
      onTimeOfDue: together(one.onTimeOfDue, other.onTimeOfDue),
    }),
  );

export const publicSatisfactionOf = (
  figures: readonly SatisfactionFigures[],
): readonly PublicSatisfaction[] =>
  withoutSmall(
    figures.map(
      ({ group, published, rated, satisfied, acceptable, unsatisfied }): PublicSatisfaction => ({
        group,
        isOthers: false,
        published,
        rated,
        satisfied: plain(satisfied),
        acceptable: plain(acceptable),
        unsatisfied: plain(unsatisfied),
      }),
    ),
    // Of fewer grades one knows who gave them.
    ({ rated }) => rated,
    (one, other) => ({
      group: {},
      isOthers: true,
      published: one.published + other.published,
      rated: one.rated + other.rated,
      satisfied: together(one.satisfied, other.satisfied),
      acceptable: together(one.acceptable, other.acceptable),
      unsatisfied: together(one.unsatisfied, other.unsatisfied),
    }),
  );

const plain = ({ numerator, denominator }: Ratio): Ratio => ratio(numerator, denominator);

const together = (one: Ratio, other: Ratio): Ratio =>
  ratio(one.numerator + other.numerator, one.denominator + other.denominator);

/**
 * Groups that are large enough, and the others as one. Where these are too few themselves, the smallest of the large ones stands with them: what is
 * left of a total would tell of them otherwise. What is too small even so, a total too, is left out.
 */
const withoutSmall = <Figure extends PublicGroupOf>(
  figures: readonly Figure[],
  size: (figure: Figure) => number,
  add: (one: Figure, other: Figure) => Figure,
): readonly Figure[] => {
  const isLarge = (figure: Figure): boolean => size(figure) >= fewestInPublic;
  // Of nobody nothing is told.
  const isTold = (figure: Figure): boolean => size(figure) === 0 || isLarge(figure);
  const isTotal = ({ group }: Figure): boolean => Object.keys(group).length === 0;
  if (figures.every(isTotal)) return figures.filter(isTold);
  const large = figures.filter(isLarge);
  const [first, ...small] = figures.filter((figure) => !isLarge(figure));
  if (first === undefined) return large;
  const others = small.reduce(add, { ...first, group: {}, isOthers: true });
  if (isTold(others)) return [...large, others];
  const [smallest] = large.toSorted((one, other) => size(one) - size(other));
  return smallest === undefined
    ? []
    : [...large.filter((figure) => figure !== smallest), add(others, smallest)];
};
