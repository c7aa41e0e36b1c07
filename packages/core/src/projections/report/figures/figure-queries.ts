import type { Actor, Instant } from '../../../engine/index.ts';
import type { ClockName, ReportPhase } from '../../../report/index.ts';
import type { Reading, Verdict } from '../../../sla/index.ts';
import type { Holder } from '../case-facts.ts';
import type { CaseRow, caseSorts, Wanted } from '../case-queries.ts';
import type { CountedRound } from './counted-case.ts';
import type { Interval, Ratio } from './ratio.ts';
import type { OnTimeRatioName } from './ratio-definitions.ts';
import type { GroupKey, SlaGroup, Within } from './sla-figures.ts';
import type { CaseMark } from './tally.ts';

/** Which cases, and as they were when. */
export interface CohortQuery {
  /** Cases submitted, or decided (the clock stopped), at or after `from` and before `to`. */
  readonly cohort: 'submitted' | 'decided';
  readonly from?: Instant;
  readonly to?: Instant;
  /** Only those of one group. */
  readonly within?: Within;
  /** Default `overall`. A case that never had the clock is not counted. */
  readonly clock?: ClockName;
  /** Whose verdict: the first round's or the last one's. Default `final`. */
  readonly round?: CountedRound;
  /** What had happened by then, and had been recorded by then. Default: everything. */
  readonly asOf?: Instant;
  readonly knownAt?: Instant;
  readonly now: Instant;
}

/** Counts of verdicts over a cohort. */
export interface SlaQuery extends CohortQuery {
  readonly groupBy?: readonly SlaGroup[];
}

/** What rounds and decisions of a time are counted by: a result was published, a fine imposed, one revoked. */
export const happenings = ['published', 'fined', 'fine-revoked'] as const;
export type Happening = (typeof happenings)[number];

/** What a published round counts as; `pending`: it has no grade, and the citizen may still give one. */
export const roundGrades = ['satisfied', 'acceptable', 'unsatisfied', 'not-rated', 'pending'] as const;
export type RoundGrade = (typeof roundGrades)[number];

/** The cases behind a number. */
export interface CohortCasesQuery extends CohortQuery {
  /**
   * Instead of a cohort: the cases to which any of this happened at or after `from` and before `to`, each once. `within` is of the round or of
   * the fine, as {@link SatisfactionFigures} and {@link PenaltyFigures} count it.
   */
  readonly happened?: readonly Happening[];
  /** Of `published`: only with these grades of the round. */
  readonly grade?: readonly RoundGrade[];
  /** Who asks: the cases that they may see now, as they may see them. Absent: the code itself. */
  readonly reader?: Actor;
  /** In which phase they were at the moment. */
  readonly phase?: readonly ReportPhase[];
  readonly verdict?: readonly Verdict[];
  readonly againstOriginal?: readonly Reading[];
  /** Only those to which all of this happened: the cases that the other ratios count. */
  readonly mark?: readonly CaseMark[];
  /** Absent: in the order in which they came into the log. Those without a due come last. */
  readonly sort?: (typeof caseSorts)[number];
  /** At most 1,000. Default 50. */
  readonly limit?: number;
  readonly cursor?: string;
}

/** How long cases of a cohort took, as whole days; of those that were decided. */
export interface DurationFigures {
  readonly group: GroupKey;
  /** How many were decided. */
  readonly cases: number;
  readonly durations: {
    readonly [H in Holder | 'total']: {
      readonly workingDays: Distribution;
      readonly calendarDays: Distribution;
    };
  };
}

/** Median and ninth decile by nearest rank; null of nothing. */
export interface Distribution {
  /** How many have a value: working days are known where a calendar covers them. */
  readonly cases: number;
  readonly median: number | null;
  readonly p90: number | null;
}

/** What happened at or after `from` and before `to`. */
type RangeQuery = Omit<SlaQuery, 'cohort' | 'clock' | 'round'>;

/** Grades of the rounds that were published in a time. */
export type SatisfactionQuery = RangeQuery;

export interface SatisfactionFigures {
  readonly group: GroupKey;
  /** Rounds published, rated, and neither rated nor still to be rated. */
  readonly published: number;
  readonly rated: number;
  readonly notRated: number;
  /** Not rated yet, and the citizen still may. */
  readonly pending: number;
  readonly satisfied: Ratio;
  readonly acceptable: Ratio;
  readonly unsatisfied: Ratio;
  /** Rated of published. */
  readonly responseRate: Ratio;
  readonly ripe: boolean;
}

/** Fines imposed in a time, and those revoked in it, whenever imposed. */
export type PenaltyQuery = RangeQuery;

export interface PenaltyFigures {
  readonly group: GroupKey;
  readonly imposed: { readonly decisions: number; readonly amount: number };
  readonly revoked: { readonly decisions: number; readonly amount: number };
  /** Imposed less revoked, VND. */
  readonly amount: number;
}

/** Agencies in the order of a ratio. */
export interface RankingQuery extends CohortQuery {
  readonly ratio?: OnTimeRatioName;
  readonly reading?: 'in-force' | 'original';
  /** Agencies with fewer cases in the denominator are listed without a rank. */
  readonly minimumCases?: number;
  /** Also for each of these. */
  readonly groupBy?: readonly RankingPeriod[];
}

export const rankingPeriods = ['month', 'quarter', 'year'] as const satisfies readonly SlaGroup[];
export type RankingPeriod = (typeof rankingPeriods)[number];

export interface RankedAgency {
  readonly agencyId: string;
  readonly name: string | null;
  readonly kind: string | null;
  /** Null: too few cases. Those that are equal share a rank. */
  readonly rank: number | null;
  readonly ratio: Ratio;
  /** Wilson, 95 %. */
  readonly interval: Interval | null;
  readonly cases: number;
  readonly open: number;
}

export interface Ranking {
  readonly method: {
    readonly ratio: OnTimeRatioName;
    readonly reading: 'in-force' | 'original';
    readonly minimumCases: number;
    readonly order: string;
    readonly interval: string;
  };
  readonly ripe: boolean;
  readonly agencies: readonly RankedAgency[];
  /** The agencies of each period, where these were asked for. */
  readonly groups?: readonly RankedGroup[];
}

/** The ranking of one period. */
export interface RankedGroup extends Pick<Ranking, 'ripe' | 'agencies'> {
  readonly group: GroupKey;
}

/** What is open at the end of each day. */
export interface BacklogQuery {
  /** First and last local day. */
  readonly from: string;
  readonly to: string;
  /** What is with any of these agencies; null: with none. */
  readonly agencyId?: Wanted;
  /** What has any of these labels; null: what has none. As it was on each day. */
  readonly label?: Wanted;
  /** What had happened by then, and had been recorded by then. Default: everything. Days after it are as it left them. */
  readonly asOf?: Instant;
  readonly knownAt?: Instant;
  readonly now: Instant;
}

export interface BacklogDay {
  readonly day: string;
  readonly open: number;
  readonly overdue: number;
  readonly paused: number;
  readonly phases: {
    readonly [phase: string]: { readonly open: number; readonly overdue: number; readonly paused: number };
  };
}

export interface CohortCasePage {
  readonly cases: readonly CaseRow[];
  readonly nextCursor?: string;
}
