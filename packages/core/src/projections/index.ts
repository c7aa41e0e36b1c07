export * from './invalid-query.ts';
export * from './read-models.ts';
