import { nodeRefusal } from './node-version.ts';

/**
 * The first import of every door, so that it is evaluated before any other: an older Node does not load the packages half, nor ends
 * by a segmentation fault in SQLite's binary, which `engines` only warns of.
 */
const refusal = nodeRefusal(
  (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node,
);
if (refusal !== undefined) throw new Error(refusal);
