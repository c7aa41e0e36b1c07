/** The door for whoever makes or verifies a transparency log, also in a browser. */
import '../platform/demand-node.ts';

export * from '../audit/transparency/index.ts';
