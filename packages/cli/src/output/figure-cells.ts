import { type Ratio, type SlaFigures, shownShare } from '@phananh/core/read-models';
import { counted, grouped } from './table.ts';

/** Whether an extension that was granted counts. */
export type ShownReading = 'in-force' | 'original';

/** Over the columns of {@link figureCells}. */
export const figureHeadings = [
  'cases',
  'on time',
  'extended',
  'late',
  'open',
  'overdue',
  'no term',
  'on time of decided',
  'of due',
  'of all',
  'resolved',
] as const;

/** The figures of a group as cells of a table. */
export const figureCells = (
  { cases, counts, countsAgainstOriginal, ratios, ratiosAgainstOriginal }: SlaFigures,
  reading: ShownReading,
): readonly string[] => {
  const isOriginal = reading === 'original';
  const shown = isOriginal ? { ...countsAgainstOriginal, 'on-time-extended': 0 } : counts;
  const onTime = isOriginal ? ratiosAgainstOriginal : ratios;
  return [
    grouped(cases),
    grouped(shown['on-time']),
    isOriginal ? '–' : grouped(shown['on-time-extended']),
    grouped(shown.late),
    grouped(shown.open + shown.paused),
    grouped(shown.overdue),
    grouped(shown['no-term']),
    shownRatio(onTime.onTimeOfDecided),
    shownRatio(onTime.onTimeOfDue),
    shownRatio(onTime.onTimeOfAll),
    shownRatio(ratios.resolutionRate),
  ];
};

/** What of a cohort is still to come; undefined: every case with a term is decided. */
export const whyNotRipe = (figures: readonly Pick<SlaFigures, 'counts' | 'open'>[]): string | undefined => {
  const sum = (of: (figure: Pick<SlaFigures, 'counts' | 'open'>) => number): number =>
    figures.reduce((all, figure) => all + of(figure), 0);
  const parts = [
    [sum(({ counts }) => counts.open), 'in their terms'],
    [sum(({ counts }) => counts.paused), 'waiting for the citizen'],
    [sum(({ counts }) => counts.overdue), 'overdue'],
  ] as const;
  const undecided = sum(({ open }) => open);
  if (undecided === 0) return undefined;
  const named = parts.filter(([cases]) => cases > 0).map(([cases, how]) => `${grouped(cases)} ${how}`);
  return `not ripe: ${counted(undecided, 'case')} ${undecided === 1 ? 'is' : 'are'} undecided: ${named.join(', ')}`;
};

/** A share from 0 to 1 in per cent, with one decimal. */
export const percent = (share: number): string => `${(shownShare(share) * 100).toFixed(1)}%`;

/** A ratio never stands alone. */
export const shownRatio = ({ value, numerator, denominator }: Ratio): string =>
  value === null ? '–' : `${percent(value)} (${grouped(numerator)}/${grouped(denominator)})`;
