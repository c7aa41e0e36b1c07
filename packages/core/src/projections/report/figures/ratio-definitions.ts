/** What a named ratio is made of. Cases without a term are in no on-time ratio but `onTimeOfAll`. */
export interface RatioDefinition {
  readonly numerator: string;
  readonly denominator: string;
  readonly excluded: string;
}

const withoutTerm = 'cases without a term';

/** Every ratio by its name: a ratio never stands alone. */
export const ratioDefinitions = {
  onTimeOfDecided: {
    numerator: 'stopped on time, by an extension too',
    denominator: 'stopped with a term',
    excluded: `${withoutTerm}; cases whose clock still runs, overdue or not`,
  },
  onTimeOfDue: {
    numerator: 'stopped on time, by an extension too',
    denominator: 'stopped with a term, and overdue',
    excluded: `${withoutTerm}; cases whose clock runs and is not overdue`,
  },
  onTimeOfAll: {
    numerator: 'stopped on time, by an extension too',
    denominator: 'all in the cohort',
    excluded: 'none',
  },
  resolutionRate: { numerator: 'stopped', denominator: 'all in the cohort', excluded: 'none' },
  disputeRate: {
    numerator: 'disputed at least once',
    denominator: 'published at least once',
    excluded: 'cases never published',
  },
  upheldRate: {
    numerator: 'a dispute upheld',
    denominator: 'a dispute decided',
    excluded: 'cases never disputed, and disputes not yet decided',
  },
  reopenRate: {
    numerator: 'handled in a second round',
    denominator: 'published at least once',
    excluded: 'cases never published',
  },
  returnRate: {
    numerator: 'given back by an agency at least once',
    denominator: 'assigned at least once',
    excluded: 'cases never assigned',
  },
  extensionRate: {
    numerator: 'an extension granted',
    denominator: 'assigned at least once',
    excluded: 'cases never assigned',
  },
} as const satisfies { readonly [name: string]: RatioDefinition };

export type RatioName = keyof typeof ratioDefinitions;

/** Those that depend on the reading: an extended case is on time, or late. */
export const onTimeRatioNames = ['onTimeOfDecided', 'onTimeOfDue', 'onTimeOfAll'] as const;
export type OnTimeRatioName = (typeof onTimeRatioNames)[number];
