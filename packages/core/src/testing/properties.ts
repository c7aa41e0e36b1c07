/** The door for property tests: needs fast-check. */
import '../platform/demand-node.ts';

export { type AfterCommand, type AnyHistoryOptions, demandOfAnyHistory } from './any-history/any-history.ts';
export type { Choose } from './any-history/inputs.ts';
export { everyForm, formsOfName, names } from './names.ts';
export * from './random-history.ts';
