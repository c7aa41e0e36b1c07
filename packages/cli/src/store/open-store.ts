import type { Clock, EventStore } from '@phananh/core';
import { type EventFault, eventFaultOf } from '@phananh/core/engine';
import { lifecycleWorkflows } from '@phananh/core/reports';
import type { EventStoreDbEventStore, EventStoreDbOptions } from '@phananh/eventstoredb';
import {
  type SealedStore,
  type SqliteEventStore,
  type SqliteEventStoreOptions,
  sqliteEventStore,
  type Wakes,
} from '@phananh/sqlite';
import { say } from '../output/output.ts';
import { type WaitingLines, waitingLines } from '../progress/waiting-lines.ts';
import { withIdentity } from './identity.ts';
import { openSealing } from './open-sealing.ts';
import { type StoreAddress, type StorePlace, shownStore } from './store-address.ts';

/** The one place that knows how stores of each kind are opened. */

export type OpenedStore =
  | (SqliteEventStore & { readonly lastPosition?: undefined })
  | (EventStoreDbEventStore & { readonly wakes?: undefined });

/** What a host does when its store is elsewhere and does not answer. */
export type Watching = Pick<EventStoreDbOptions, 'onSubscriptionDropped' | 'onRepeat'>;

/** Makes a store that is not there: for who brings something in. One that is to be sealed says so before everything else. */
export const openForFilling = async (place: StorePlace): Promise<OpenedStore> => {
  const { store, demandSealing } = await sealed(place, await openSqliteOr(place));
  await demandSealing().catch(closing(store));
  return store;
};

/** The store must exist: its address may be mistyped. */
export const openForWriting = async (place: StorePlace): Promise<OpenedStore> =>
  (await sealed(place, await openSqliteOr(place, { create: false }))).store;

/** Every store that a command reads or writes has its personal values open. */
const sealed = async (place: StorePlace, store: OpenedStore): Promise<SealedStore<OpenedStore>> =>
  openSealing(place, store).catch(closing(store));

/** What is done once is said, so that a large file does not seem to hang. */
export const sayUpgrade = ({ events, of }: { readonly events: number; readonly of: number }): void => {
  if (events === 0) say('The store is of an older version: each event is given a checksum, once …');
  else if (events === of) say(`${of} events have a checksum.`);
};

/** Refuses a log that lacks what its read models have seen of it, unless the loss is accepted. */
const openSqliteOr = async (
  { store, readModels: path, workflows = [] }: StorePlace,
  options: Pick<SqliteEventStoreOptions, 'writesSeldom' | 'acceptLoss' | 'create'> = {},
): Promise<OpenedStore> =>
  store.scheme === 'sqlite'
    ? sqliteEventStore(store.path, {
        ...options,
        workflows: withIdentity(workflows),
        ...(path !== undefined && { readModels: path }),
        onUpgrade: sayUpgrade,
      })
    : openEventStoreDb(store, { workflows });

/** Keeps others from writing, and writes nothing: a thread less in memory. The store must exist. */
export const openForItself = async (
  place: StorePlace,
  options: { readonly acceptLoss?: boolean } = {},
): Promise<OpenedStore> =>
  (await sealed(place, await openSqliteOr(place, { writesSeldom: true, create: false, ...options }))).store;

/**
 * Reads beside whoever writes. The store must exist.
 *
 * @param wakes tells that it has grown, when who writes to it is another thread of this process
 */
export const openForReading = async (place: StorePlace, wakes?: Wakes): Promise<OpenedStore> =>
  (await sealed(place, await openAsStored(place, wakes))).store;

/** As {@link openForReading}, with sealed values as they are stored: for who copies the log, or holds it against what was signed. */
export const openAsStored = async (
  { store, readModels, workflows = [] }: StorePlace,
  wakes?: Wakes,
): Promise<OpenedStore> =>
  store.scheme === 'sqlite'
    ? sqliteEventStore(store.path, {
        readonly: true,
        ...(readModels !== undefined && { readModels }),
        ...(wakes && { wakes }),
      })
    : openEventStoreDb(store, { workflows });

/** For events that another log has recorded already, by whose clock they are recorded again. */
export const openForCopying = async (address: StoreAddress, clock: Clock): Promise<OpenedStore> =>
  address.scheme === 'sqlite'
    ? sqliteEventStore(address.path, { clock })
    : openEventStoreDb(address, { clock });

/** Loaded when it is needed: whoever has his events in a file starts faster without the client. */
export const openEventStoreDb = async (
  { connectionString }: { readonly connectionString: string },
  { workflows, ...settings }: Watching & { readonly clock?: Clock } & Pick<StorePlace, 'workflows'> = {},
): Promise<EventStoreDbEventStore> => {
  const { eventStoreDbEventStore } = await import('@phananh/eventstoredb');
  const onRepeat = waitingFor({ scheme: 'esdb', connectionString }).repeated;
  return eventStoreDbEventStore({ connectionString, findFault: faultOf(workflows), onRepeat, ...settings });
};

/** What is wrong with events of reports, and of the workflows beside them that a command was given. */
export const faultOf = (workflows: StorePlace['workflows'] = []): EventFault =>
  eventFaultOf([...lifecycleWorkflows, ...withIdentity(workflows).map(({ workflow }) => workflow)]);

export const waitingFor = (address: StoreAddress): WaitingLines =>
  waitingLines({ where: shownStore(address), say, now: () => performance.now() });

/** For whoever has opened a store and cannot go on: what stays open would keep the process alive. */
export const closing =
  (store: EventStore) =>
  async (error: unknown): Promise<never> => {
    await store.close();
    throw error;
  };
