import { existsSync } from 'node:fs';
import { readModelsPath } from './read-models-path.ts';
import type { StorePlace } from './store-address.ts';

/**
 * What lies beside a store and is known by its name, never in the file of the log: keys, photos, what is signed. It belongs to the log,
 * wherever the read models of one host lie. In earlier versions it lay beside those: what is there, and not here, is found there.
 *
 * @param ending what its name has behind that of the store: `.keys.db`
 */
export const besideStore = ({ store, readModels }: StorePlace, ending: string): string => {
  const here = `${baseOf({ store })}${ending}`;
  if (readModels === undefined || existsSync(here)) return here;
  const there = `${baseOf({ store, readModels })}${ending}`;
  return existsSync(there) ? there : here;
};

const baseOf = (place: StorePlace): string => readModelsPath(place).replace(/(?:\.read)?(?:\.db)?$/, '');
