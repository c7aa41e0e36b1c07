import type { KeptCheckpoint, RunningLog } from '@phananh/transparency';
import type { Settings } from '../config/settings.ts';
import { baseBeside } from '../store/key-places.ts';
import { openAsStored } from '../store/open-store.ts';
import type { StorePlace } from '../store/store-address.ts';
import { everySecond } from './every-second.ts';

/** Where the log lies, as configured or beside the store. */
export const logPlaces = (place: StorePlace, { folder, key }: Settings['transparency']) => {
  const base = baseBeside(place);
  return { folder: folder ?? `${base}.log`, key: key ?? `${base}.log.key` };
};

/**
 * Follows the store and signs its log; undefined where none is configured, or another host signs.
 *
 * @throws `log-key-missing`, `second-signer`, `log-differs`, `log-behind`
 */
export const signLog = async (
  place: StorePlace,
  settings: Settings['transparency'],
  on: {
    readonly onError: (error: unknown) => void;
    readonly onPublished: (kept: KeptCheckpoint) => void;
  },
): Promise<RunningLog | undefined> => {
  const { origin, signer, seconds, events } = settings;
  if (origin === undefined || !signer) return undefined;
  const { runLog } = await import('@phananh/transparency');
  const wakes = everySecond();
  // The log commits to what is stored, whoever may read it.
  const store = await openAsStored(place, wakes);
  const end = async (): Promise<void> => {
    wakes.end();
    await store.close();
  };
  try {
    const log = await runLog({
      store,
      origin,
      pace: { seconds, events },
      ...logPlaces(place, settings),
      ...on,
    });
    const close = async (): Promise<void> => {
      await log.close();
      await end();
    };
    return { ...log, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await end();
    throw error;
  }
};
