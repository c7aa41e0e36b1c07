import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accessFolder } from '../access/open-access-log.ts';
import { filesIn } from '../config/files-in.ts';
import type { SettingsOptions } from '../config/options.ts';
import { Settings } from '../config/settings.ts';
import { evidencePlaces } from '../evidence/open-evidence.ts';
import type { WhyKept } from '../output/output-file.ts';
import { lastUsePath } from '../store/last-use-path.ts';
import { readModelsPath } from '../store/read-models-path.ts';
import type { StorePlace } from '../store/store-address.ts';
import { logPlaces } from '../transparency/open-log.ts';
import { canonicalPath, isWithin } from './files.ts';
import { listOf } from './key-backups.ts';

/** What SQLite and the host have beside a database. */
const besideDatabase = ['', '-wal', '-shm', '-journal', '.lock', '.sock', '.sock.path'] as const;

const besideEach = (path: string): readonly string[] => besideDatabase.map((end) => path + end);

/** Everything that belongs to a store, as files and as folders of files. What keeps files of its own names them here. */
const familyOf = (place: StorePlace, settings: Settings): readonly string[] => {
  const { store } = place;
  const { folder: photos, keys, keyEncryptionKey } = evidencePlaces(place, settings.evidence);
  const { folder: signed, key: signer } = logPlaces(place, settings.transparency);
  return [
    ...(store.scheme === 'sqlite' ? besideEach(store.path) : []),
    ...besideEach(readModelsPath(place)),
    ...(keys === undefined ? [] : besideEach(keys)),
    keyEncryptionKey,
    photos,
    signed,
    signer,
    accessFolder(place, settings.accessLog),
    listOf(place),
    lastUsePath(place),
  ];
};

/**
 * What no output of a command replaces that has a store: what belongs to the store, there or still to be made, and what the command reads;
 * under whatever name, by a link in its path or as another name of the same file. So it is with what belongs to another store.
 *
 * @param inputs what it reads beside its configuration and what that names
 */
export const keptFiles = (
  { resolved, config, ...place }: StorePlace & SettingsOptions,
  inputs: readonly string[] = [],
): WhyKept => {
  const { settings, origins } = resolved;
  const ofStore = familyOf(place, settings);
  const read = [
    ...inputs,
    ...(config === undefined ? [] : [config]),
    ...[...origins.values()].flatMap((origin) => (origin.from === 'file' ? [origin.file] : [])),
    ...filesIn(settings).map(({ path }) => (path.startsWith('file:') ? fileURLToPath(path) : path)),
    'package.json',
  ];
  return (path) => {
    if (ofStore.some((one) => isWithin(path, one) || isSameFile(path, one))) return 'belongs to the store';
    if ([...new Set(read)].some((one) => canonicalPath(path) === canonicalPath(one) || isSameFile(path, one)))
      return 'is read by this command';
    if (isDatabase(path)) return 'is a database, and no output is one';
    return neighboursOf(path).some((store) => familyOf(store, defaults).some((one) => isWithin(path, one)))
      ? 'belongs to the store beside it'
      : undefined;
  };
};

/** Two names of one file are two hard links. */
const isSameFile = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.isFile() && a.dev === b.dev && a.ino === b.ino;
};

const defaults = Settings.parse({});

/** The stores beside a file that begin as its name does: what belongs to a store has the name of the store and an ending. */
const neighboursOf = (path: string): readonly StorePlace[] => {
  const name = basename(path);
  return [...name.matchAll(/[.-]/g)]
    .map(({ index }) => join(dirname(path), name.slice(0, index)))
    .flatMap((base) => [base, `${base}.db`])
    .filter(isDatabase)
    .map((store) => ({ store: { scheme: 'sqlite', path: store } }));
};

/** https://www.sqlite.org/fileformat2.html#magic_header_string */
const magic = Buffer.from('SQLite format 3\0', 'latin1');

const isDatabase = (path: string): boolean => {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const begin = Buffer.alloc(magic.length);
  const file = openSync(path, 'r');
  try {
    readSync(file, begin);
  } finally {
    closeSync(file);
  }
  return begin.equals(magic);
};
