/** The projections of reports: their tables, what is computed from them, and what can be asked. */
export { agenciesTable, agencyCalendarsTable, agencyEventsTable, agencyProjection } from './agencies.ts';
export {
  type CaseFacts,
  finalClockOf,
  firstClockOf,
  type Holder,
  holders,
  type PenaltyFacts,
  type RoundFacts,
  reportIdOf,
  retainedCase,
} from './case-facts.ts';
export * from './case-queries.ts';
export { caseRowOf } from './case-row.ts';
export { caseValues } from './case-values.ts';
export { caseProjection, erasesRows } from './cases.ts';
export { categoriesTable, categoryProjection } from './categories.ts';
export * from './cluster-queries.ts';
export { everyCannedText } from './desk/canned-text-list.ts';
export { type DeskOptions, default as desk, deskWith } from './desk/desk.ts';
export { parametersIn } from './desk/fault-of-filter.ts';
export { everySavedFilter } from './desk/saved-filter-list.ts';
export { default as erasures, erasuresUnder } from './erasures.ts';
export * from './evaluated-case.ts';
export * from './figures/index.ts';
export { foldCase } from './fold-case.ts';
export * from './gaming-signals.ts';
export { asShownNow } from './hidden-of-case.ts';
export * from './normal-query.ts';
export { personalInCases, personalInFound, personalOnMap } from './personal-in-cases.ts';
export * from './published-queries.ts';
export * from './questions.ts';
export * from './re-dating.ts';
export * from './read-models.ts';
export { isScrubbing, scrubbedBy } from './scrubbed.ts';
export * from './shown-case.ts';
export * from './signal-queries.ts';
export { caseClocksTable } from './tables/case-clocks-table.ts';
export { type CaseEvent, caseEventsTable } from './tables/case-events-table.ts';
export { caseFactsTable } from './tables/case-facts-table.ts';
export { caseRoundsTable } from './tables/case-rounds-table.ts';
export { type ClockEventRow, clockEventsTable } from './tables/clock-events-table.ts';
export { type FormerRow, formerClockEventsTable, formerEventsTable } from './tables/former-rows-tables.ts';
export * from './tables/gaming-signals-table.ts';
export type { PartOf } from './tables/part-of-case.ts';
export { penaltiesTable } from './tables/penalties-table.ts';
export * from './tables/reference-tables.ts';
export * from './what-if.ts';
export {
  caseFilterParameters,
  cursorParameter,
  phaseNames,
  wordsParameter,
  worklistParameters,
} from './worklist-parameters.ts';
