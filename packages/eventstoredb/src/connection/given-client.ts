import { createRequire } from 'node:module';

/**
 * Keeps a client that somebody else made from ending the process: it looks for another node without anybody waiting for
 * the outcome. Those of its calls that fail are told all the same.
 */
export const holdReconnectionErrors = (client: object): void => {
  const handle: unknown = Reflect.get(client, 'handleError');
  if (typeof handle !== 'function') return;
  Reflect.set(client, 'handleError', async (...told: readonly unknown[]) => {
    try {
      await Reflect.apply(handle, client, told);
    } catch {
      // The next call looks again.
    }
  });
};

/**
 * Whether it is of `@eventstore/db-client`, which alone lets at its connection. Without loading that: its generated messages have the
 * same global names as those of its successor, and whichever is loaded last breaks the other. Whoever made such a client has loaded
 * it already.
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
    // In a bundle it has no place of its own.
    return undefined;
  }
};
