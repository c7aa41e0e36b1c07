import { serverAddress } from '@phananh/core/engine';
import { readModelsBeside } from '@phananh/sqlite';
import type { StorePlace } from './store-address.ts';

/**
 * Where the read models lie: beside an SQLite store, because they belong to it, and in `data` under the name of the server,
 * because they are this host's alone. They are disposable.
 */
export const readModelsPath = ({ store, readModels }: StorePlace): string => {
  if (readModels !== undefined) return readModels;
  if (store.scheme === 'sqlite') return readModelsBeside(store.path);
  const { hosts: servers = 'server' } = serverAddress(store.connectionString) ?? {};
  return `./data/${servers.replaceAll(/[^\w.-]+/g, '-')}.read.db`;
};
