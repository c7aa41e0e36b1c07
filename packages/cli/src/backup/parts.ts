import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from '../config/files-in.ts';
import type { Settings } from '../config/settings.ts';
import { evidencePlaces } from '../evidence/open-evidence.ts';
import type { StorePlace } from '../store/store-address.ts';
import { logPlaces } from '../transparency/open-log.ts';

/** What a backup consists of beside the log. What keeps files of its own names them here. */

/** The folder of photos and videos, as they are stored: encrypted. Those in S3 are backed up there, by versions of its objects. */
export const evidenceFolderOf = (place: StorePlace, { evidence }: Settings): string =>
  join(evidencePlaces(place, evidence).folder, 'stored');

/** As photos and videos are stored: by the SHA-256 of their bytes, below its first two digits. */
export const isStoredName = (name: string): boolean => /^([0-9a-f]{2})\/\1[0-9a-f]{62}$/.test(name);

/** A file of keys, and what it is known by: the setting that names it, or its part. */
export interface KeyFile {
  readonly setting: string;
  readonly path: string;
  /** A database that a host may write to. */
  readonly isDatabase?: boolean;
}

/**
 * Secrets without which what was restored cannot be read or trusted: those that the configuration names, and the keys that evidence is
 * encrypted under. Not the address of a store: a host that is restored elsewhere has another one.
 */
export const keyFilesOf = (place: StorePlace, settings: Settings): readonly KeyFile[] => {
  const { keys, keyEncryptionKey } = evidencePlaces(place, settings.evidence);
  return [
    ...filesIn(settings)
      .filter(({ isSecret, name }) => isSecret && name !== 'storeFile')
      .map(({ name, path }) => ({ setting: name, path })),
    ...(keys === undefined || settings.evidence.keyFolder !== undefined
      ? []
      : [{ setting: 'evidence keys', path: keys, isDatabase: true }]),
    { setting: 'evidence key-encryption key', path: keyEncryptionKey },
    { setting: 'transparency.key', path: logPlaces(place, settings.transparency).key },
  ];
};

/** Where keys lie that no backup takes along: many small objects, that are copied by themselves and apart. */
export const sharedKeysOf = ({ evidence: { keyFolder, keyBucket } }: Settings): string | undefined =>
  keyBucket === undefined ? keyFolder : `the bucket ${keyBucket.bucket}`;

/** Those that are there: keys of evidence are made when the first is needed. */
export const thereOf = (files: readonly KeyFile[]): readonly KeyFile[] =>
  files.filter(({ path }) => existsSync(path));
