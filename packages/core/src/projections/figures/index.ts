export * from './counted-case.ts';
export * from './figure-queries.ts';
export * from './ratio.ts';
export * from './ratio-definitions.ts';
export * from './sla-figures.ts';
export * from './tally.ts';
