import type { KeyStore } from '@phananh/core/privacy';
import { openKeys, openKeysInFile } from '@phananh/sqlite';
import { keysPlaceOf } from './key-places.ts';
import type { SealingSettings, StorePlace } from './store-address.ts';

/** The keys of a log. Nothing is made before the first of them. */
export const openKeysOf = (place: StorePlace, settings: SealingSettings): KeyStore => {
  const keys = keysPlaceOf(place, settings);
  return keys.module === undefined ? openKeysInFile(keys) : whenAsked(() => openKeys(keys));
};

/** A store of keys that others may have filled: it is opened when it is asked something. */
const whenAsked = (open: () => Promise<KeyStore>): KeyStore => {
  let opened: Promise<KeyStore> | undefined;
  const keys = (): Promise<KeyStore> => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    get: async (subject) => (await keys()).get(subject),
    stateOf: async (subject) => (await keys()).stateOf(subject),
    verify: async () => (await keys()).verify(),
    create: async (subject) => (await keys()).create(subject),
    destroy: async (subject) => (await keys()).destroy(subject),
    puncture: async (subject, leaves) => (await keys()).puncture(subject, leaves),
    destroyed: async function* () {
      yield* (await keys()).destroyed();
    },
    close: async () => (await opened)?.close(),
  };
};
