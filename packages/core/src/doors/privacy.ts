/** The door for whoever keeps keys, and for what is encrypted under them: personal values of events, photos and videos. */
import '../platform/demand-node.ts';

export * from '../personal/index.ts';
export * from '../privacy/index.ts';
