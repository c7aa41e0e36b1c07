import '../platform/demand-node.ts';

export {
  type AnyHostedWorkflow,
  besideEachOther,
  type HostedWorkflow,
  hostedWorkflow,
  type RunningWorkflow,
} from './hosted-workflow.ts';
export * from './list.ts';
export { countParameters, countQueryOf, listParameters, listQueryOf } from './list-parameters.ts';
export * from './projection.ts';
export * from './read-models.ts';
export { agenciesTable, agencyCalendarsTable, agencyProjection } from './report/agencies.ts';
export {
  asShownNow,
  type CaseFacts,
  finalClockOf,
  firstClockOf,
  foldCase,
  type Holder,
  holders,
  type PenaltyFacts,
  type RoundFacts,
  reportIdOf,
} from './report/case-facts.ts';
export * from './report/case-queries.ts';
export { caseRowOf } from './report/case-row.ts';
export { caseProjection } from './report/cases.ts';
export { categoriesTable, categoryProjection } from './report/categories.ts';
export * from './report/evaluated-case.ts';
export * from './report/figures/index.ts';
export * from './report/gaming-signals.ts';
export * from './report/normal-query.ts';
export * from './report/questions.ts';
export * from './report/shown-case.ts';
export * from './report/signal-queries.ts';
export * from './report/what-if.ts';
export * from './runner.ts';
export * from './search-text.ts';
export type { PutRow, SubjectProjection, SubjectState } from './subject-projection.ts';
export * from './tables/index.ts';
