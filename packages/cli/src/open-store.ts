import {
  createReports,
  type EventStore,
  huePolicy,
  memorySnapshots,
  type Reports,
  type SlaPolicy,
  StoreLocked,
} from '@phananh/core';
import {
  readModels,
  type SqliteEventStore,
  type SqliteReadModels,
  sqliteEventStore,
  type ThreadedReadModels,
  threadedReadModels,
} from '@phananh/sqlite';
import { CliError } from './errors.ts';

/** The one place that knows which stores there are and where their files lie. */

export const defaultStore = 'sqlite:./data/phananh.db';

export interface StoreAddress {
  readonly scheme: 'sqlite';
  readonly path: string;
}

/** Throws {@link CliError} `wrong-usage` for an address of a scheme that is not known. */
export const parseStoreAddress = (address: string): StoreAddress => {
  const [, scheme, path] = /^([a-z0-9+.-]+):(.*)$/s.exec(address) ?? [];
  if (scheme === 'sqlite' && path !== undefined && path !== '') return { scheme, path };
  throw new CliError('wrong-usage', `${address} is not a store: --store takes sqlite:<file>`);
};

/** Beside the store, because they belong to it; disposable, because they are computed from it. */
export const readModelsPath = ({ path }: StoreAddress): string => `${path.replace(/\.db$/, '')}.read.db`;

export const openForWriting = ({ path }: StoreAddress): SqliteEventStore => sqliteEventStore(path);

/** Reads beside a host that writes. The store must exist. */
export const openForReading = ({ path }: StoreAddress): SqliteEventStore =>
  sqliteEventStore(path, { readonly: true });

export const openReports = (store: EventStore, policy: SlaPolicy = huePolicy): Reports =>
  createReports({ store, policy });

/** The same with folded reports kept between commands, for a host. */
export const openHostedReports = (store: EventStore, policy: SlaPolicy): Reports =>
  createReports({ store, policy, snapshots: { store: memorySnapshots() } });

/**
 * The read models of a host: computed beside it, always close behind its store.
 *
 * @param until for a store that is being filled: where there are none yet, they answer only after that
 */
export const openHostedReadModels = (
  address: StoreAddress,
  store: SqliteEventStore,
  policy: SlaPolicy,
  until?: AbortSignal,
): Promise<ThreadedReadModels> =>
  threadedReadModels(readModelsPath(address), {
    store,
    eventStorePath: address.path,
    policy,
    ...(until && { until }),
  });

/**
 * Read models for one question. Where a host runs they are its own, and it keeps them current; where none runs they are
 * brought up to the end of the log first.
 */
export const withReadModels = async <Answer>(
  address: StoreAddress,
  ask: (models: SqliteReadModels, store: EventStore) => Promise<Answer>,
): Promise<Answer> => {
  const { store, hosted } = openUnlessHosted(address);
  const models = readModels(readModelsPath(address), { policy: huePolicy });
  try {
    if (hosted) models.readFrom(store);
    else await models.catchUp(store);
    return await ask(models, store);
  } finally {
    await models.close();
    await store.close();
  }
};

/** Read models of this process alone. Throws {@link StoreLocked} where a host runs. */
export const withOwnReadModels = async <Answer>(
  address: StoreAddress,
  ask: (models: SqliteReadModels, store: EventStore) => Promise<Answer>,
): Promise<Answer> => {
  const store = openForWriting(address);
  const models = readModels(readModelsPath(address), { policy: huePolicy });
  try {
    return await ask(models, store);
  } finally {
    await models.close();
    await store.close();
  }
};

/** Who has the writer's lock is the only one who follows the log: two that did would write over each other. */
const openUnlessHosted = (
  address: StoreAddress,
): { readonly store: SqliteEventStore; readonly hosted: boolean } => {
  const reading = openForReading(address);
  try {
    const store = openForWriting(address);
    void reading.close();
    return { store, hosted: false };
  } catch (error) {
    if (error instanceof StoreLocked) return { store: reading, hosted: true };
    throw error;
  }
};
