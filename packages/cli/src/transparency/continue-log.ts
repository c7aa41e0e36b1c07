import { PhananhError } from '@phananh/core';
import type { Settings } from '../config/settings.ts';
import { say } from '../output/output.ts';
import { openAsStored } from '../store/open-store.ts';
import type { StorePlace } from '../store/store-address.ts';
import { logPlaces } from './open-log.ts';

/**
 * Begins a new log where a store was restored to before what was published of it; gives its name. Undefined: the log that there is goes
 * on, or there is none, or its key is not here, which is said.
 */
export const continueLog = async (
  place: StorePlace,
  settings: Settings['transparency'],
  { reason, at }: { readonly reason: string; readonly at: string },
): Promise<string | undefined> => {
  const { beginLog, checkNewest, readLogKey } = await import('@phananh/transparency');
  const places = logPlaces(place, settings);
  const origin = readLogKey(places.key)?.origin;
  const store = await openAsStored(place);
  try {
    await checkNewest({ store, ...places });
    return undefined;
  } catch (error) {
    if (!(error instanceof PhananhError)) throw error;
    if (error.code === 'log-behind' && origin !== undefined) {
      const begun = await beginLog({ ...places, origin, reason, at });
      return begun?.checkpoint.origin;
    }
    // The store is restored; what is wrong with the log is told by the start of the signer too.
    say(`${error.code}: ${error.message}`);
    return undefined;
  } finally {
    await store.close();
  }
};
