import type { Clock, EventStore } from '@phananh/core';
import { ClockUnsure, type Random } from '@phananh/core/engine';
import {
  beginSealing,
  demandKeysOf,
  type KeyStore,
  type Sealed,
  sealedLog,
  sealingOfLog,
} from '@phananh/core/privacy';
import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import { lifecycleWorkflows } from '@phananh/core/reports';
import { type KeysPlace, openKeys } from './keys-place.ts';
import { nodeCiphers } from './node-ciphers.ts';

/** How the personal values of a log are sealed and opened: what can be told to a thread. */
export interface SealingPlace {
  readonly keys: KeysPlace;
  /** Whether a log that is not sealed yet is from now on. Default: it is as the log says. */
  readonly begin?: boolean;
  /** Take values whose keys are lost for erased. Default: what they stand in is refused, by `key-missing`. */
  readonly lostKeys?: boolean;
}

export interface SealedStore<Store extends EventStore> {
  /** Opens what it reads, and seals what it is given. Closes the keys with the store. */
  readonly store: Sealed<Store>;
  /** Whoever destroys a key here is not shown its values any more, by this store at once. */
  readonly keys: KeyStore;
  /**
   * Keys that are not those of the log are seen before anything is written under them, and a log that is to be sealed says so before
   * everything else. By a clock that is unsure nothing is written: the first append that has something personal does then.
   *
   * @throws `key-missing`, `key-unreadable`
   */
  demandSealing(): Promise<void>;
}

interface SealingContext {
  readonly workflows?: readonly Pick<AnyHostedWorkflow, 'workflow'>[];
  readonly clock?: Clock;
  readonly random?: Random;
}

/** Puts the sealing of its place over a store: the one way in which logs of hosts, commands and threads are opened. */
export const sealedAt = async <Store extends EventStore>(
  store: Store,
  sealing: SealingPlace,
  context: SealingContext = {},
): Promise<SealedStore<Store>> => sealedWith(store, await openKeys(sealing.keys), sealing, context);

/** As {@link sealedAt}, with keys that are open. */
export const sealedWith = <Store extends EventStore>(
  store: Store,
  keys: KeyStore,
  { begin = false, lostKeys = false }: Omit<SealingPlace, 'keys'>,
  { workflows = [], clock, random }: SealingContext = {},
): SealedStore<Store> => {
  const given = { ...(clock && { clock }), ...(random && { random }) };
  const over = sealedLog(store, {
    keys,
    ciphers: nodeCiphers,
    workflows: [...lifecycleWorkflows, ...workflows.map(({ workflow }) => workflow)],
    begin,
    lostKeys: lostKeys ? 'as-erased' : 'refuse',
    ...given,
  });
  return {
    store: {
      ...over,
      close: async () => {
        await over.close();
        await keys.close();
      },
    },
    keys: {
      ...keys,
      destroy: async (subject) => {
        await keys.destroy(subject);
        over.forgetKey(subject);
      },
      puncture: async (subject, leaves) => {
        await keys.puncture(subject, leaves);
        over.forgetKey(subject);
      },
    },
    demandSealing: async () => {
      const there = await sealingOfLog(store);
      if (there !== undefined) {
        if (!lostKeys) await demandKeysOf(there, keys);
      } else if (begin)
        await beginSealing(store, { keys, ...given }).catch((error: unknown) => {
          if (!(error instanceof ClockUnsure)) throw error;
        });
    },
  };
};
