import { existsSync } from 'node:fs';
import { shownAddress } from '@phananh/core/engine';
import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import { CliError } from '../process/errors.ts';
import type { Bucket } from './bucket.ts';

/** Where events are, as it is written after `--store`. */

export const defaultStore = 'sqlite:./data/phananh.db';

export type StoreAddress = { readonly scheme: 'sqlite'; readonly path: string } | ServerAddress;

export interface ServerAddress {
  readonly scheme: 'esdb';
  readonly connectionString: string;
}

/** The events and, beside them or elsewhere, the read models that are computed from them. */
export interface StorePlace {
  readonly store: StoreAddress;
  readonly readModels?: string;
  /** The keys of personal values, and whether new ones are sealed. Default: those beside the store, and as its log says. */
  readonly sealing?: SealingSettings;
  /** Those that are computed beside reports. Default: none. */
  readonly workflows?: readonly AnyHostedWorkflow[];
  /** What ids of people are made with, for who gives commands: officers are invited by it. Default: nobody is. */
  readonly identitySecret?: Uint8Array;
  /** The issuers that sign in citizens, of whom alone keys may speak for citizens. Default: they may name any. */
  readonly citizenIssuers?: readonly string[];
  /** The longest life of a key that is created. Default: that of `@phananh/identity`. */
  readonly longestKeyDays?: number;
  /** Most cases of one bulk run. */
  readonly bulkCases?: number;
}

/** What the configuration says of keys and of sealing. */
export interface SealingSettings {
  readonly keys?: string | undefined;
  readonly keyFolder?: string | undefined;
  readonly keyBucket?: Bucket | undefined;
  readonly keyEncryptionKey?: string | undefined;
  readonly lostKeys?: boolean | undefined;
  /** Absent: yes where the log is a file, or where the keys are configured, as several hosts of one log need. */
  readonly encrypt?: boolean | undefined;
}

const eventStoreDb = /^(?:esdb|kurrentdb|kurrent|kdb)(?:\+discover)?:\/\/./;

/** Throws {@link CliError} `wrong-usage` for an address of a scheme that is not known. */
export const parseStoreAddress = (address: string): StoreAddress => {
  if (eventStoreDb.test(address)) return { scheme: 'esdb', connectionString: address };
  const [, scheme, path] = /^([a-z0-9+.-]+):(.*)$/s.exec(address) ?? [];
  // The path of a file is shown as it is: what looks like the address of a server is none.
  if (scheme === 'sqlite' && path !== undefined && path !== '' && !/:\/\/|^\/\/[^/]/.test(path))
    return { scheme, path };
  throw new CliError(
    'wrong-usage',
    `${shownAddress(address)} is not a store: --store takes sqlite:<file>, esdb://… or kurrentdb://…`,
  );
};

/** Read models are a file, whose path is shown as it is. @throws {@link CliError} `wrong-usage` for the address of a server */
export const parseReadModels = (path: string): string => {
  if (!path.includes('://')) return path;
  throw new CliError(
    'wrong-usage',
    '--read-models takes a file; the address of a server belongs after --store',
  );
};

/** An address as it may be shown: of a server without its password. */
export const shownStore = (address: StoreAddress): string =>
  address.scheme === 'sqlite' ? address.path : shownAddress(address.connectionString);

/** Whether the file of a place is still to be made. */
export const isToBeMade = ({ store }: StorePlace): boolean =>
  store.scheme === 'sqlite' && !existsSync(store.path);
