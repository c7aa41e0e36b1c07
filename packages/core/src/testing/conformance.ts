/** The door for tests of event stores and of stores of keys: needs vitest and fast-check. */
import '../platform/demand-node.ts';

export type { ConformanceSubject } from './conformance/subject.ts';
export * from './event-store-conformance.ts';
export * from './event-store-differential.ts';
export * from './key-store-conformance.ts';
export * from './related-reports.ts';
