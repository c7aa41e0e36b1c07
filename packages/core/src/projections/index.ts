export { type CaseFacts, foldCase, reportIdOf } from './case-facts.ts';
export * from './invalid-query.ts';
export * from './read-models.ts';
export * from './runner.ts';
