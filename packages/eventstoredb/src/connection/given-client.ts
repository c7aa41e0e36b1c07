import { createRequire } from 'node:module';

/**
 * Keeps a client that the caller made from ending the process. The client looks for another node in a promise that nobody awaits: when
 * that fails, Node would end the process with an unhandled rejection. Its calls still fail with their own errors.
 */
export const holdReconnectionErrors = (client: object): void => {
  const handle: unknown = Reflect.get(client, 'handleError');
  if (typeof handle !== 'function') return;
  Reflect.set(client, 'handleError', async (...told: readonly unknown[]) => {
    try {
      await Reflect.apply(handle, client, told);
    } catch {
      // The next call looks for a node again.
    }
  });
};

/**
 * Whether a client is of `@eventstore/db-client`, the only one whose gRPC connection can be used. The package is not loaded for that: its
 * generated messages have the same global names as those of its successor, and the one that is loaded last breaks the other. A caller
 * with such a client has loaded it already.
 */
export const isEventStoreDbClient = (client: object): boolean => {
  const made: unknown = loadedClientModule()?.exports;
  if (typeof made !== 'object' || made === null || !('EventStoreDBClient' in made)) return false;
  const { EventStoreDBClient } = made;
  return typeof EventStoreDBClient === 'function' && client instanceof EventStoreDBClient;
};

const loadedClientModule = (): { readonly exports: unknown } | undefined => {
  const { cache, resolve } = createRequire(import.meta.url);
  try {
    return cache[resolve('@eventstore/db-client')];
  } catch {
    // In a bundle the package has no file of its own that could be resolved.
    return undefined;
  }
};
