/** The door for property tests: needs fast-check. */
import '../platform/demand-node.ts';

export { everyForm, formsOfName, names } from './names.ts';
export * from './random-history.ts';
