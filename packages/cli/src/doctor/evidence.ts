import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { evidencePlaces } from '../evidence/open-evidence.ts';
import type { StorePlace } from '../store/store-address.ts';
import type { Finding } from './finding.ts';

/** Of AES-256. */
const keyBytes = 32;

/**
 * Whether photos can be taken in and opened: their folder, their keys, the key that encrypts those, and the program that converts them.
 * Looked at where something of it is there or configured; makes nothing.
 */
export const checkEvidence = (place: StorePlace, settings: Settings['evidence']): readonly Finding[] => {
  const { folder, keys, keyEncryptionKey } = evidencePlaces(place, settings);
  const keyFiles = keys === undefined ? [] : [keys];
  const { converter } = settings;
  const isConfigured = [
    settings.folder,
    settings.keys,
    settings.keyFolder,
    settings.keyBucket,
    settings.keyEncryptionKey,
    settings.s3,
    converter,
  ].some((one) => one !== undefined);
  if (!isConfigured && ![folder, ...keyFiles, keyEncryptionKey].some(existsSync)) return [];
  const faults = [
    ...[folder, ...keyFiles].flatMap((path) => (isWritable(path) ? [] : [unwritable(path)])),
    ...keyFault(keys, keyEncryptionKey),
    ...(converter === undefined || isProgram(converter.command) ? [] : [noConverter(converter.command)]),
  ];
  return faults.length > 0
    ? faults
    : [{ what: 'evidence', state: 'good', found: `${folder} can be written, and its keys be opened` }];
};

const unwritable = (path: string): Finding => ({
  what: 'evidence',
  state: 'bad',
  found: `${path} cannot be written`,
  todo: 'Give it to the user that the host runs as, or configure another place.',
});

const noConverter = (command: string): Finding => ({
  what: 'evidence',
  state: 'warning',
  found: `there is no program ${command}`,
  todo: 'Install it (libheif-examples of Debian): until then HEIC photos have no public copy.',
});

const keyFault = (keys: string | undefined, keyEncryptionKey: string): readonly Finding[] => {
  const what = 'evidence';
  const todo = 'Put back the key from where you keep it: without it no photo can be opened again.';
  if (!existsSync(keyEncryptionKey))
    return keys !== undefined && existsSync(keys)
      ? [
          {
            what,
            state: 'bad',
            found: `${keys} is encrypted under ${keyEncryptionKey}, which is not there`,
            todo,
          },
        ]
      : [];
  const { size } = statSync(keyEncryptionKey);
  if (size !== keyBytes)
    return [{ what, state: 'bad', found: `${keyEncryptionKey} has ${size} bytes, not ${keyBytes}`, todo }];
  return may(keyEncryptionKey, constants.R_OK)
    ? []
    : [
        {
          what,
          state: 'bad',
          found: `${keyEncryptionKey} cannot be read`,
          todo: 'Give it to the user that the host runs as.',
        },
      ];
};

/** Itself, or where it will be made. */
const isWritable = (path: string): boolean => {
  const absolute = resolve(path);
  if (existsSync(absolute)) return may(absolute, constants.W_OK);
  const parent = dirname(absolute);
  if (existsSync(parent)) return statSync(parent).isDirectory() && may(parent, constants.W_OK);
  return isWritable(parent);
};

const isProgram = (command: string): boolean =>
  command.includes('/')
    ? may(command, constants.X_OK)
    : (process.env.PATH ?? '').split(':').some((folder) => may(resolve(folder, command), constants.X_OK));

const may = (path: string, mode: number): boolean => {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
};
