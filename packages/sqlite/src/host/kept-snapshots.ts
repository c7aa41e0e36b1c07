import { type EventStore, memorySnapshots } from '@phananh/core';
import type { MemorySnapshots } from '@phananh/core/engine';
import { type KeyStore, rememberedMilliseconds } from '@phananh/core/privacy';

import type { SealedStore } from '../keys/sealed-place.ts';

/**
 * Subjects that are kept between commands. Of a log that is sealed they are kept open, and so no longer than keys are: another process may
 * destroy one. What destroys one here drops all of them.
 */
export const keptSnapshots = (sealed: SealedStore<EventStore> | undefined) => {
  const made: MemorySnapshots[] = [];
  return {
    make: (): MemorySnapshots => {
      const snapshots = memorySnapshots(sealed && { maxMilliseconds: rememberedMilliseconds });
      made.push(snapshots);
      return snapshots;
    },
    droppedWith: (keys: KeyStore): KeyStore => {
      const drop = (): void => {
        for (const snapshots of made) snapshots.clear();
      };
      return {
        ...keys,
        destroy: (subject) => keys.destroy(subject).then(drop),
        puncture: (subject, leaves) => keys.puncture(subject, leaves).then(drop),
      };
    },
  };
};
