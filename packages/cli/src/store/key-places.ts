import { type KeysPlace, programBeside, type SealingPlace } from '@phananh/sqlite';
import { CliError } from '../process/errors.ts';
import { besideStore } from './beside-store.ts';
import type { SealingSettings, StorePlace } from './store-address.ts';

type KeySettings = Pick<SealingSettings, 'keys' | 'keyFolder' | 'keyBucket' | 'keyEncryptionKey'>;

/**
 * Where the keys of citizens, reports and officers lie: as configured, or beside the store. `keys` is a file, or a folder that several hosts
 * share; undefined where the keys lie in a bucket.
 *
 * @throws {@link CliError} `invalid-config` where keys lie in more than one place
 */
export const keyPlaces = (
  place: StorePlace,
  { keys, keyFolder, keyBucket, keyEncryptionKey }: KeySettings,
) => {
  if ([keys, keyFolder, keyBucket].filter((one) => one !== undefined).length > 1)
    throw new CliError(
      'invalid-config',
      'evidence.keys, evidence.keyFolder and evidence.keyBucket: keys lie in one place',
    );
  return {
    keys: keyBucket === undefined ? (keyFolder ?? keys ?? besideStore(place, '.keys.db')) : undefined,
    keyEncryptionKey: keyEncryptionKey ?? besideStore(place, '.key'),
  };
};

/** Keys that several hosts share: in one of the two. */
export interface SharedKeys {
  readonly folder?: string | undefined;
  readonly bucket?: SealingSettings['keyBucket'];
  readonly keyEncryptionKey: string;
}

/** The same for a thread, which opens them for itself. */
export const keysPlaceOf = (place: StorePlace, settings: KeySettings): KeysPlace => {
  const { keys, keyEncryptionKey } = keyPlaces(place, settings);
  const { keyFolder: folder, keyBucket: bucket } = settings;
  if (keys !== undefined && folder === undefined) return { file: keys, keyEncryptionKey };
  const shared: SharedKeys = { folder, bucket, keyEncryptionKey };
  return { module: programBeside(import.meta.url, 'shared-keys').href, address: JSON.stringify(shared) };
};

/** How the personal values of a place are sealed and opened. */
export const sealingOf = (place: StorePlace): SealingPlace => {
  const { sealing } = place;
  const { lostKeys = false, encrypt = isForSeveral(place) } = sealing ?? { encrypt: false };
  return { keys: keysPlaceOf(place, sealing ?? {}), begin: encrypt, lostKeys };
};

/** The log is one host's, or its keys are where several have them. */
const isForSeveral = ({ store, sealing: { keys, keyFolder, keyBucket } = {} }: StorePlace): boolean =>
  store.scheme === 'sqlite' || [keys, keyFolder, keyBucket].some((one) => one !== undefined);
