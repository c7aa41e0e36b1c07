import type { EventStore, Revision } from '@phananh/core';
import { destroyedValues, type KeyStore, type LeavesOfSubject } from '@phananh/core/privacy';

/** Destroys keys of single values, and says so in the log: a backup of keys from before would bring them back else. */
export interface DestroyingValues {
  /** May be done again, whole or from wherever it was cut off: it is noted once. */
  destroy(found: LeavesOfSubject, order: ValueOrder): Promise<void>;
  readonly listed: () => Promise<readonly LeavesOfSubject[]>;
}

/** The event that ordered it. */
interface ValueOrder {
  readonly stream: string;
  readonly revision: Revision;
}

/** A whole report may have more than one entry of the list takes. */
const mostNoted = 5_000;

export const destroyingValues = (store: EventStore, keys: Pick<KeyStore, 'puncture'>): DestroyingValues => {
  const list = destroyedValues(store);
  return {
    destroy: async ({ subject, leaves }, order) => {
      await keys.puncture(subject, leaves);
      for (let from = 0; from < leaves.length; from += mostNoted)
        await list.note({ subject, leaves: leaves.slice(from, from + mostNoted) }, order);
    },
    listed: list.listed,
  };
};
