import '../platform/demand-node.ts';

export { type FormatSchema, inAnotherOrder, listsWithoutOrder } from './any-order.ts';
export type { ConformanceSubject } from './conformance/subject.ts';
export * from './event-store-conformance.ts';
export * from './event-store-differential.ts';
export { type LifecycleFixture, lifecycleFixture, likelyCommands, people } from './lifecycle.ts';
export * from './memory-store.ts';
export * from './memory-timer-index.ts';
export { everyForm, formsOfName, names } from './names.ts';
export * from './random-history.ts';
export * from './related-reports.ts';
export * from './simulated-clock.ts';
export * from './simulated-machine.ts';
export * from './unchecked-store.ts';
