import { randomUUID } from 'node:crypto';

/** Of a run on a server that is not ours: every stream that it writes begins so, but for those of hosts and copies on an empty one. */
export const runPrefix = process.env.EVENTSTORE_RUN ?? `phananh-test-${randomUUID().slice(0, 8)}-`;

/** The address of such a server, such as `esdb://localhost:2113?tls=false`. */
export const { EVENTSTORE_URL: sharedServer } = process.env;
