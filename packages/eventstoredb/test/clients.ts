import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { EventStoreDBClient } from '@eventstore/db-client';
import type { EventStoreDbClient, EventStoreDbConnection } from '../src/index.ts';

/**
 * The successor beside the first client, whose messages the test server speaks: the generated messages of both have the same global
 * names. Those of the successor get a place of their own here. A host has one of the two, and needs nothing of this.
 */
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!/\/kurrentdb-client\/generated\/.*_pb\.js$/.test(url)) return loaded;
    const text = String(loaded.source ?? readFileSync(fileURLToPath(url), 'utf8'));
    const own = text.replace('}.call(null));', '}.call(null));\nglobal = { proto };');
    return { ...loaded, source: `var proto = (globalThis.protoOfSuccessor ??= {});${own}` };
  },
});
const { KurrentDBClient } = await import('@kurrent/kurrentdb-client');

/** A way in which a store comes to its server. */
export interface Way {
  readonly way: string;
  readonly connect: (connectionString: string) => Connected;
}

type Connected = EventStoreDbConnection & { readonly dispose: () => Promise<void> };

const through = (client: EventStoreDbClient) => ({
  client,
  dispose: async () => {
    await client.dispose?.();
  },
});

/** With clients that somebody else made. */
export const eventStoreClient: Way = {
  way: 'with @eventstore/db-client as its client',
  connect: (connectionString) => through(EventStoreDBClient.connectionString(connectionString)),
};
export const kurrentClient: Way = {
  way: 'with @kurrent/kurrentdb-client as its client',
  connect: (connectionString) => through(KurrentDBClient.connectionString(connectionString)),
};
