import type { EventStore } from '@phananh/core';
import { type SealedStore, sealedAt } from '@phananh/sqlite';
import { withIdentity } from './identity.ts';
import { sealingOf } from './key-places.ts';
import type { StorePlace } from './store-address.ts';

/** Puts over a store of a place what opens its personal values, and seals new ones. */
export const openSealing = async <Store extends EventStore>(
  place: StorePlace,
  store: Store,
): Promise<SealedStore<Store>> =>
  sealedAt(store, sealingOf(place), { workflows: withIdentity(place.workflows) });
