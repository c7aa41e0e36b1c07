import { join } from 'node:path';
import type { Reports } from '@phananh/core';
import { isMendable, StoreUnavailable } from '@phananh/core/engine';
import type { KeyStore } from '@phananh/core/privacy';
import type { RunEvidenceOptions, RunningEvidence } from '@phananh/evidence';
import type { Settings } from '../config/settings.ts';
import { besideStore } from '../store/beside-store.ts';
import { bucketOf } from '../store/bucket.ts';
import { keyPlaces } from '../store/key-places.ts';
import { openKeysOf } from '../store/open-keys.ts';
import type { StorePlace } from '../store/store-address.ts';

/**
 * Where they lie, as configured or beside the store. In S3 nothing is stored in the folder. `keys` is a file, or a folder that several
 * hosts share; undefined where the keys lie in a bucket.
 *
 * @throws {@link CliError} `invalid-config` where keys lie in more than one place
 */
export const evidencePlaces = (place: StorePlace, settings: Settings['evidence']) => ({
  folder: settings.folder ?? besideStore(place, '.evidence'),
  ...keyPlaces(place, settings),
});

/**
 * Nothing is made before something is taken in.
 *
 * @throws `key-missing`, `key-unreadable`: other keys than those of the log
 */
export const openEvidence = async (
  place: StorePlace,
  settings: Settings['evidence'],
  {
    reports,
    keys = openKeysOf(place, settings),
    onError,
    onSwept,
  }: Pick<RunEvidenceOptions, 'onError' | 'onSwept'> & {
    readonly reports: Reports;
    /** Default: opened for this alone. */
    readonly keys?: KeyStore | undefined;
  },
): Promise<RunningEvidence> => {
  const { fileStorage, runEvidence, s3Storage } = await import('@phananh/evidence');
  const { folder } = evidencePlaces(place, settings);
  const { folder: _, keys: __, keyEncryptionKey: ___, fetchNetworks: ____, ...others } = settings;
  const { keyFolder: _____, keyBucket: ______, s3, copies, converter, lostKeys, ...limits } = others;
  const storage = s3 === undefined ? fileStorage(join(folder, 'stored')) : await s3Storage(bucketOf(s3));
  const running = runEvidence({
    reports,
    keys,
    storage,
    folder,
    limits,
    copies,
    ...(converter && { converter }),
    lostKeys,
    onError,
    ...(onSwept && { onSwept }),
  });
  await running.demandKeys().catch(async (error: unknown) => {
    // The host waits for its store; the first upload asks once more.
    if (isMendable(error) || error instanceof StoreUnavailable) return;
    await running.close();
    throw error;
  });
  return running;
};
