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
} from './case-facts.ts';
export { caseRowOf } from './case-row.ts';
export * from './evaluated-case.ts';
export * from './figures/index.ts';
export * from './gaming-signals.ts';
export * from './normal-query.ts';
export * from './questions.ts';
export * from './read-models.ts';
export * from './runner.ts';
export * from './search-text.ts';
export * from './shown-case.ts';
export * from './signal-queries.ts';
export * from './tables/index.ts';
export * from './what-if.ts';
