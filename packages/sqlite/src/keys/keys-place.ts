import { existsSync } from 'node:fs';
import type { KeyStore } from '@phananh/core/privacy';
import { sqliteKeyStore } from './file-key-store.ts';
import { fileKeyWrapper } from './file-key-wrapper.ts';

/**
 * Where the keys of a log are, so that each thread can open them for itself: an SQLite file and the file of the key that encrypts them, or
 * a module that exports `openKeys` ({@link OpenKeys}), and the address that it is given.
 */
export type KeysPlace =
  | { readonly file: string; readonly keyEncryptionKey: string; readonly module?: undefined }
  | { readonly module: string; readonly address: string; readonly file?: undefined };

export type OpenKeys = (address: string) => KeyStore | Promise<KeyStore>;

/** Opens the keys of a place. Nothing is made before the first of them. */
export const openKeys = async (place: KeysPlace): Promise<KeyStore> => {
  if (place.module === undefined) return openKeysInFile(place);
  const { openKeys: open }: { readonly openKeys: OpenKeys } = await import(place.module);
  return open(place.address);
};

/** As {@link openKeys}, of an SQLite file. */
export const openKeysInFile = ({
  file,
  keyEncryptionKey,
}: {
  readonly file: string;
  readonly keyEncryptionKey: string;
}): KeyStore => whenNeeded(file, () => sqliteKeyStore(file, fileKeyWrapper(keyEncryptionKey)));

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
    puncture: async (subject, leaves) => there()?.puncture(subject, leaves),
    destroyed: async function* () {
      yield* there()?.destroyed() ?? [];
    },
    close: async () => opened?.close(),
  };
};
