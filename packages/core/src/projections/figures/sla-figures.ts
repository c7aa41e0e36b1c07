import { type Reading, readings, type Verdict, verdicts } from '../../sla/index.ts';
import { type Ratio, ratio } from './ratio.ts';
import type { OnTimeRatioName, RatioName } from './ratio-definitions.ts';
import { marked, type Tally, tallyPlaces } from './tally.ts';

export const slaGroups = [
  'agency',
  'agencyKind',
  'category',
  'area',
  'channel',
  'procedure',
  'month',
  'quarter',
  'year',
] as const;
export type SlaGroup = (typeof slaGroups)[number];

/** Which group of a cohort; null: cases that have none, such as those of no agency yet. */
export type GroupKey = { readonly [G in SlaGroup]?: string | null };

export interface SlaFigures {
  readonly group: GroupKey;
  readonly cases: number;
  readonly counts: { readonly [V in Verdict]: number };
  /** Counts when extensions are left out of account. */
  readonly countsAgainstOriginal: { readonly [R in Reading]: number };
  readonly ratios: { readonly [Name in RatioName]: Ratio };
  /** The on-time ratios when an extended case that used its extension is late. */
  readonly ratiosAgainstOriginal: { readonly [Name in OnTimeRatioName]: Ratio };
  /** False while terms of the cohort still run. */
  readonly ripe: boolean;
  readonly open: number;
}

/** The figures of a tally. */
export const slaFiguresOf = (group: GroupKey, tally: Tally): SlaFigures => {
  const at = (place: number): number => tally[place] ?? 0;
  const verdict = (name: Verdict): number => at(tallyPlaces.verdicts + verdicts.indexOf(name));
  const reading = (name: Reading): number => at(tallyPlaces.readings + readings.indexOf(name));
  const cases = at(tallyPlaces.cases);
  const open = verdict('open') + verdict('overdue') + verdict('paused');
  return {
    group,
    cases,
    // One count for each name.
    counts: Object.fromEntries(verdicts.map((name) => [name, verdict(name)])) as SlaFigures['counts'],
    countsAgainstOriginal: Object.fromEntries(
      readings.map((name) => [name, reading(name)]),
    ) as SlaFigures['countsAgainstOriginal'],
    ratios: {
      ...onTimeRatios(
        verdict('on-time') + verdict('on-time-extended'),
        verdict('late'),
        verdict('overdue'),
        cases,
      ),
      resolutionRate: ratio(cases - runningOf(tally), cases),
      disputeRate: ratio(marked(tally, 'disputed'), marked(tally, 'published')),
      upheldRate: ratio(marked(tally, 'upheld'), marked(tally, 'disputeDecided')),
      reopenRate: ratio(marked(tally, 'reopened'), marked(tally, 'published')),
      returnRate: ratio(marked(tally, 'returned'), marked(tally, 'assigned')),
      extensionRate: ratio(marked(tally, 'extended'), marked(tally, 'assigned')),
    },
    ratiosAgainstOriginal: onTimeRatios(reading('on-time'), reading('late'), reading('overdue'), cases),
    ripe: open === 0,
    open,
  };
};

const runningOf = (tally: Tally): number => tally[tallyPlaces.running] ?? 0;

/** The three ratios that are called on time, each under its name. */
const onTimeRatios = (onTime: number, late: number, overdue: number, cases: number) => ({
  onTimeOfDecided: ratio(onTime, onTime + late),
  onTimeOfDue: ratio(onTime, onTime + late + overdue),
  onTimeOfAll: ratio(onTime, cases),
});
