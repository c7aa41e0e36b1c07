import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Reports } from '@phananh/core';
import { isMendable, StoreUnavailable } from '@phananh/core/engine';
import type { KeyStore } from '@phananh/core/privacy';
import type { RunEvidenceOptions, RunningEvidence } from '@phananh/evidence';
import { fileKeyWrapper, sqliteKeyStore } from '@phananh/sqlite';
import type { Settings } from '../config/settings.ts';
import { CliError } from '../process/errors.ts';
import { readModelsPath } from '../store/read-models-path.ts';
import type { StorePlace } from '../store/store-address.ts';

/** Where photos and videos, and the keys that they are encrypted under, lie beside a store: never in the file of the log. */
const placesBeside = (place: StorePlace) => {
  const base = readModelsPath(place).replace(/(?:\.read)?(?:\.db)?$/, '');
  return { folder: `${base}.evidence`, keys: `${base}.keys.db`, keyEncryptionKey: `${base}.key` };
};

/**
 * Where they lie, as configured or beside the store. In S3 nothing is stored in the folder. `keys` is a file, or a folder that several
 * hosts share; undefined where the keys lie in a bucket.
 *
 * @throws {@link CliError} `invalid-config` where keys lie in more than one place
 */
export const evidencePlaces = (place: StorePlace, settings: Settings['evidence']) => {
  const beside = placesBeside(place);
  const { keys, keyFolder, keyBucket } = settings;
  if ([keys, keyFolder, keyBucket].filter((one) => one !== undefined).length > 1)
    throw new CliError(
      'invalid-config',
      'evidence.keys, evidence.keyFolder and evidence.keyBucket: keys lie in one place',
    );
  return {
    folder: settings.folder ?? beside.folder,
    keys: keyBucket === undefined ? (keyFolder ?? keys ?? beside.keys) : undefined,
    keyEncryptionKey: settings.keyEncryptionKey ?? beside.keyEncryptionKey,
  };
};

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
    onError,
    onSwept,
  }: Pick<RunEvidenceOptions, 'onError' | 'onSwept'> & { readonly reports: Reports },
): Promise<RunningEvidence> => {
  const { fileStorage, runEvidence, s3Storage } = await import('@phananh/evidence');
  const { folder } = evidencePlaces(place, settings);
  const { folder: _, keys: __, keyEncryptionKey: ___, fetchNetworks: ____, ...others } = settings;
  const { keyFolder: _____, keyBucket: ______, s3, copies, converter, lostKeys, ...limits } = others;
  const storage = s3 === undefined ? fileStorage(join(folder, 'stored')) : await s3Storage(bucketOf(s3));
  const running = runEvidence({
    reports,
    keys: openKeys(place, settings),
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

/** The keys of a log. Nothing is made before the first of them. */
export const openKeys = (place: StorePlace, settings: Settings['evidence']): KeyStore => {
  const { keys, keyEncryptionKey } = evidencePlaces(place, settings);
  const wrapper = () => fileKeyWrapper(keyEncryptionKey);
  const { keyFolder, keyBucket } = settings;
  if (keys === undefined || keyFolder !== undefined)
    return whenAsked(async () => {
      const { folderKeyObjects, objectKeyStore, s3KeyObjects } = await import('@phananh/evidence');
      const objects =
        keyBucket === undefined ? folderKeyObjects(keys ?? '') : await s3KeyObjects(bucketOf(keyBucket));
      return objectKeyStore(objects, wrapper());
    });
  return whenNeeded(keys, () => sqliteKeyStore(keys, wrapper()));
};

const bucketOf = ({ bucket, prefix, region, endpoint }: NonNullable<Settings['evidence']['s3']>) => ({
  bucket,
  prefix,
  region,
  ...(endpoint !== undefined && { endpoint }),
});

/** A store of keys that others may have filled: it is opened when it is asked something. */
const whenAsked = (open: () => Promise<KeyStore>): KeyStore => {
  let opened: Promise<KeyStore> | undefined;
  const keys = (): Promise<KeyStore> => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    get: async (subject) => (await keys()).get(subject),
    stateOf: async (subject) => (await keys()).stateOf(subject),
    verify: async () => (await keys()).verify(),
    create: async (subject) => (await keys()).create(subject),
    destroy: async (subject) => (await keys()).destroy(subject),
    close: async () => (await opened)?.close(),
  };
};

/** A store of keys that is opened when the first of them is asked for, and made with the first. */
const whenNeeded = (path: string, open: () => KeyStore): KeyStore => {
  let opened: KeyStore | undefined;
  const keys = (): KeyStore => {
    opened ??= open();
    return opened;
  };
  const there = (): KeyStore | undefined => opened ?? (existsSync(path) ? keys() : undefined);
  return {
    get: async (subject) => there()?.get(subject),
    stateOf: async (subject) => there()?.stateOf(subject) ?? 'missing',
    verify: async () => there()?.verify(),
    create: (subject) => keys().create(subject),
    destroy: (subject) => keys().destroy(subject),
    close: async () => opened?.close(),
  };
};
