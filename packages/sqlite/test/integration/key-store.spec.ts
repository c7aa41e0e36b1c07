import type { KeyStore } from '@phananh/core/privacy';
import { keyStoreConformance } from '@phananh/core/testing/conformance';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { fileKeyWrapper, sqliteKeyStore } from '../../src/index.ts';

const nextFile = temporaryFiles();
const paths = new WeakMap<KeyStore, string>();

const open = (path: string): KeyStore => {
  const store = sqliteKeyStore(path, fileKeyWrapper(`${path}.key`));
  paths.set(store, path);
  return store;
};

keyStoreConformance({
  name: 'the store of keys in SQLite',
  makeStore: () => open(nextFile()),
  another: (store) => open(paths.get(store) ?? ''),
  // Each write is on the disk before it is answered.
  runs: 15,
});
