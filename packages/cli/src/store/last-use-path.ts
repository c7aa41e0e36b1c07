import { readModelsPath } from './read-models-path.ts';
import type { StorePlace } from './store-address.ts';

/** Where a host writes when keys were last used: beside its read models, because it is this host's alone. */
export const lastUsePath = (place: StorePlace): string =>
  `${readModelsPath(place).replace(/\.db$/, '')}.keys.json`;
