import { readModelsBeside } from '@phananh/sqlite';
import { CliError } from './errors.ts';

/** Where events are, as it is written after `--store`. */

export const defaultStore = 'sqlite:./data/phananh.db';

export type StoreAddress =
  | { readonly scheme: 'sqlite'; readonly path: string }
  | { readonly scheme: 'esdb'; readonly connectionString: string };

/** The events and, beside them or elsewhere, the read models that are computed from them. */
export interface StorePlace {
  readonly store: StoreAddress;
  readonly readModels?: string;
}

const eventStoreDb = /^(?:esdb|kurrentdb|kurrent|kdb)(?:\+discover)?:\/\/./;

/** Throws {@link CliError} `wrong-usage` for an address of a scheme that is not known. */
export const parseStoreAddress = (address: string): StoreAddress => {
  if (eventStoreDb.test(address)) return { scheme: 'esdb', connectionString: address };
  const [, scheme, path] = /^([a-z0-9+.-]+):(.*)$/s.exec(address) ?? [];
  if (scheme === 'sqlite' && path !== undefined && path !== '') return { scheme, path };
  throw new CliError(
    'wrong-usage',
    `${shownAddress(address)} is not a store: --store takes sqlite:<file>, esdb://… or kurrentdb://…`,
  );
};

/** An address as it may be shown: passwords stay where they are. */
export const shownAddress = (address: StoreAddress | string): string => {
  if (typeof address === 'object' && address.scheme === 'sqlite') return address.path;
  const text = typeof address === 'string' ? address : address.connectionString;
  return text.replace(/\/\/([^:@/\s]+):[^@\s]*@/g, '//$1:…@');
};

/**
 * Where the read models lie: beside an SQLite store, because they belong to it, and in `data` under the name of the server,
 * because they are this host's alone. They are disposable.
 */
export const readModelsPath = ({ store, readModels }: StorePlace): string => {
  if (readModels !== undefined) return readModels;
  if (store.scheme === 'sqlite') return readModelsBeside(store.path);
  const [, servers = ''] = /:\/\/(?:[^@]*@)?([^/?]+)/.exec(store.connectionString) ?? [];
  return `./data/${servers.replaceAll(/[^\w.-]+/g, '-')}.read.db`;
};
