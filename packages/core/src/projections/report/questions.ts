import type { CountedRows, CountQuery, ListPage, ListQuery } from '../list.ts';
import type {
  CaseCount,
  CaseCountsQuery,
  CasePage,
  CaseQuery,
  CaseSelection,
  TelephoneQuery,
} from './case-queries.ts';
import type { CaseClusters, ClusterQuery } from './cluster-queries.ts';
import type {
  BacklogDay,
  BacklogQuery,
  CohortCasePage,
  CohortCasesQuery,
  DurationFigures,
  PenaltyFigures,
  PenaltyQuery,
  Ranking,
  RankingQuery,
  SatisfactionFigures,
  SatisfactionQuery,
  SlaQuery,
} from './figures/figure-queries.ts';
import type { SlaFigures } from './figures/sla-figures.ts';
import type { PublishedPage, PublishedQuery } from './published-queries.ts';
import type { SignalPage, SignalQuery } from './signal-queries.ts';

/** Questions that may have to look at every case, each with what is asked. */
export interface Questions {
  /** Throws {@link InvalidQuery} for a cursor that is not of this query. */
  readonly cases: CaseQuery;
  /** The same. */
  readonly casesOfTelephone: TelephoneQuery;
  readonly caseCount: CaseSelection;
  /** Several counts of one state of the read models, as whoever opens a worklist is shown. */
  readonly caseCounts: CaseCountsQuery;
  /** What was published for everybody. Throws {@link InvalidQuery} for a cursor that is not of this query. */
  readonly published: PublishedQuery;
  /** The cases of a list on a map. */
  readonly clusters: ClusterQuery;
  /** Throws {@link InvalidQuery} for a range that is empty, as all of the following do. */
  readonly sla: SlaQuery;
  readonly slaCases: CohortCasesQuery;
  readonly durations: SlaQuery;
  readonly ranking: RankingQuery;
  readonly satisfaction: SatisfactionQuery;
  readonly penalties: PenaltyQuery;
  readonly backlog: BacklogQuery;
  /** Throws {@link InvalidQuery} for a cursor that is not of this query. */
  readonly gamingSignals: SignalQuery;
  /** Of any workflow. Throws {@link InvalidQuery} for a list that is not here, and for what cannot be asked of it. */
  readonly list: ListQuery;
  readonly counts: CountQuery;
}

export type QuestionName = keyof Questions;

/** What they are answered with. */
export interface Answers {
  readonly cases: CasePage;
  readonly casesOfTelephone: CasePage;
  readonly caseCount: CaseCount;
  readonly caseCounts: readonly CaseCount[];
  readonly published: PublishedPage;
  readonly clusters: CaseClusters;
  readonly sla: readonly SlaFigures[];
  readonly slaCases: CohortCasePage;
  readonly durations: readonly DurationFigures[];
  readonly ranking: Ranking;
  readonly satisfaction: readonly SatisfactionFigures[];
  readonly penalties: readonly PenaltyFigures[];
  readonly backlog: readonly BacklogDay[];
  readonly gamingSignals: SignalPage;
  readonly list: ListPage;
  readonly counts: readonly CountedRows[];
}

/** Who asks, and for how long. */
export interface Asking {
  /** Nobody waits any more: the question is dropped, and what was begun ends soon. */
  readonly signal?: AbortSignal;
  /** Callers take turns where questions have to wait. Absent: one for all that say nothing. */
  readonly caller?: string;
}

/** Pages may be answered at once, where they are asked of a connection of the caller's own. */
type AnswerOf<Name extends QuestionName> = Name extends
  | 'cases'
  | 'caseCount'
  | 'caseCounts'
  | 'published'
  | 'clusters'
  | 'gamingSignals'
  | 'list'
  | 'counts'
  ? Answers[Name] | Promise<Answers[Name]>
  : Promise<Answers[Name]>;

/** One function for each question. */
export type Answerers = {
  readonly [Name in QuestionName]: (query: Questions[Name], asking?: Asking) => AnswerOf<Name>;
};

/** Asks a question and gives the answer as JSON in UTF-8, made where it costs the caller's thread least. */
export type AskForJson = <Name extends QuestionName>(
  name: Name,
  query: Questions[Name],
  asking?: Asking,
) => Promise<Uint8Array>;
