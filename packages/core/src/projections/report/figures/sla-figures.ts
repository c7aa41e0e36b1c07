import type { Reading, Verdict } from '../../../sla/index.ts';
import { type Ratio, ratio } from './ratio.ts';
import type { OnTimeRatioName, RatioName } from './ratio-definitions.ts';
import { marked, readingPlaces, type Tally, tallyPlaces, verdictPlaces } from './tally.ts';

export const slaGroups = [
  'agency',
  'agencyKind',
  'category',
  'label',
  'area',
  'channel',
  'procedure',
  'priority',
  'outcome',
  'day',
  'week',
  'month',
  'quarter',
  'year',
] as const;
export type SlaGroup = (typeof slaGroups)[number];

/** Which group of a cohort; null: cases that have none, such as those of no agency yet. */
export type GroupKey = { readonly [G in SlaGroup]?: string | null };

/** Only the cases of these groups: with several values of one of any of them. */
export type Within = { readonly [G in SlaGroup]?: string | null | readonly (string | null)[] };

export interface SlaFigures {
  readonly group: GroupKey;
  readonly cases: number;
  readonly counts: { readonly [V in Verdict]: number };
  /** Counts when extensions are left out of account. */
  readonly countsAgainstOriginal: { readonly [R in Reading]: number };
  readonly ratios: { readonly [Name in RatioName]: Ratio };
  /** The on-time ratios when an extended case that used its extension is late. */
  readonly ratiosAgainstOriginal: { readonly [Name in OnTimeRatioName]: Ratio };
  /** False while a case with a term is undecided, overdue or not: its figures will be others. */
  readonly ripe: boolean;
  /** Those that are undecided: open, paused and overdue. */
  readonly open: number;
}

const verdictAt = (tally: Tally, verdict: Verdict): number =>
  tally[tallyPlaces.verdicts + verdictPlaces[verdict]] ?? 0;
const readingAt = (tally: Tally, reading: Reading): number =>
  tally[tallyPlaces.readings + readingPlaces[reading]] ?? 0;

/**
 * The figures of a tally. A year of a province by agency and month has thousands of them: what is the same for all is
 * not looked up for each, and their objects have their fields from the beginning.
 */
export const slaFiguresOf = (group: GroupKey, tally: Tally): SlaFigures => {
  const cases = tally[tallyPlaces.cases] ?? 0;
  const counts = {
    'on-time': verdictAt(tally, 'on-time'),
    'on-time-extended': verdictAt(tally, 'on-time-extended'),
    late: verdictAt(tally, 'late'),
    open: verdictAt(tally, 'open'),
    overdue: verdictAt(tally, 'overdue'),
    paused: verdictAt(tally, 'paused'),
    'no-term': verdictAt(tally, 'no-term'),
  } satisfies SlaFigures['counts'];
  const countsAgainstOriginal = {
    'on-time': readingAt(tally, 'on-time'),
    late: readingAt(tally, 'late'),
    open: readingAt(tally, 'open'),
    overdue: readingAt(tally, 'overdue'),
    paused: readingAt(tally, 'paused'),
    'no-term': readingAt(tally, 'no-term'),
  } satisfies SlaFigures['countsAgainstOriginal'];
  const onTime = counts['on-time'] + counts['on-time-extended'];
  const original = countsAgainstOriginal;
  const open = counts.open + counts.overdue + counts.paused;
  return {
    group,
    cases,
    counts,
    countsAgainstOriginal,
    ratios: {
      onTimeOfDecided: ratio(onTime, onTime + counts.late),
      onTimeOfDue: ratio(onTime, onTime + counts.late + counts.overdue),
      onTimeOfAll: ratio(onTime, cases),
      resolutionRate: ratio(cases - (tally[tallyPlaces.running] ?? 0), cases),
      disputeRate: ratio(marked(tally, 'disputed'), marked(tally, 'published')),
      upheldRate: ratio(marked(tally, 'upheld'), marked(tally, 'disputeDecided')),
      reopenRate: ratio(marked(tally, 'reopened'), marked(tally, 'published')),
      returnRate: ratio(marked(tally, 'returned'), marked(tally, 'assigned')),
      extensionRate: ratio(marked(tally, 'extended'), marked(tally, 'assigned')),
    },
    ratiosAgainstOriginal: {
      onTimeOfDecided: ratio(original['on-time'], original['on-time'] + original.late),
      onTimeOfDue: ratio(original['on-time'], original['on-time'] + original.late + original.overdue),
      onTimeOfAll: ratio(original['on-time'], cases),
    },
    ripe: open === 0,
    open,
  };
};
