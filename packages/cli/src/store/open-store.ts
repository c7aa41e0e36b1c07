import { existsSync } from 'node:fs';
import {
  type Clock,
  createReports,
  type EventStore,
  type Position,
  type Reports,
  type SlaPolicy,
} from '@phananh/core';
import { type EventFault, eventFaultOf, readPastDamage, StoreLocked, streamOf } from '@phananh/core/engine';
import {
  attachmentWorkflow,
  lifecycleWorkflows,
  type PolicyOfLog,
  policyOfLog,
  silentLog,
} from '@phananh/core/reports';
import type { EventStoreDbEventStore, EventStoreDbOptions } from '@phananh/eventstoredb';
import type { FollowedSubscription } from '@phananh/http';
import {
  type BuildingOptions,
  type LogModule,
  lockReadModels,
  type RunningReports,
  type RunOptions,
  readModels,
  runReports,
  type SqliteEventStore,
  type SqliteEventStoreOptions,
  type SqliteReadModels,
  sqliteEventStore,
  type ThreadedReadModels,
  threadedReadModels,
  type Wakes,
} from '@phananh/sqlite';
import { say } from '../output/output.ts';
import { stillWorking } from '../progress/still-working.ts';
import { saying, type WaitingLines, waitingLines } from '../progress/waiting-lines.ts';
import { withIdentity } from './identity.ts';
import { readModelsPath } from './read-models-path.ts';
import { type StoreAddress, type StorePlace, shownStore } from './store-address.ts';

/** The one place that knows how stores of each kind are opened. */

export type OpenedStore =
  | (SqliteEventStore & { readonly lastPosition?: undefined })
  | (EventStoreDbEventStore & { readonly wakes?: undefined });

/** What a host does when its store is elsewhere and does not answer. */
export type Watching = Pick<EventStoreDbOptions, 'onSubscriptionDropped' | 'onRepeat'>;

/** Makes a store that is not there: for who brings something in. */
export const openForFilling = async (place: StorePlace): Promise<OpenedStore> => openSqliteOr(place);

/** The store must exist: its address may be mistyped. */
export const openForWriting = async (place: StorePlace): Promise<OpenedStore> =>
  openSqliteOr(place, { create: false });

/** What is done once is said, so that a large file does not seem to hang. */
const sayUpgrade = ({ events, of }: { readonly events: number; readonly of: number }): void => {
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
): Promise<OpenedStore> => openSqliteOr(place, { writesSeldom: true, create: false, ...options });

/**
 * Reads beside whoever writes. The store must exist.
 *
 * @param wakes tells that it has grown, when who writes to it is another thread of this process
 */
export const openForReading = async (
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

const waitingFor = (address: StoreAddress): WaitingLines =>
  waitingLines({ where: shownStore(address), say, now: () => performance.now() });

/** For whoever has opened a store and cannot go on: what stays open would keep the process alive. */
export const closing =
  (store: EventStore) =>
  async (error: unknown): Promise<never> => {
    await store.close();
    throw error;
  };

/** What the log of a place is written under. A file that is not there has no log yet. */
export const policyOfPlace = async (place: StorePlace): Promise<PolicyOfLog> => {
  if (place.store.scheme === 'sqlite' && !existsSync(place.store.path)) return silentLog;
  const store = await openForReading(place);
  try {
    return await policyOfLog(store);
  } finally {
    await store.close();
  }
};

export const openReports = (store: EventStore, policy: SlaPolicy): Reports =>
  createReports({ store, policy });

/** Reports as the log is written: for whoever reads them. */
export const openReportsOf = async (store: EventStore): Promise<Reports> =>
  openReports(store, (await policyOfLog(store)).policy);

/** Everything that a host runs, and how the log is followed where that takes a connection. */
export interface OpenedHost extends RunningReports {
  readonly subscriptions?: () => readonly FollowedSubscription[];
}

/** Starts what a host runs, over a store of any kind. */
export const openHost = async (
  place: StorePlace,
  {
    onSubscriptionDropped,
    onRepeat,
    ...on
  }: Pick<RunOptions, 'policy' | 'timers' | 'onError' | 'onTick' | 'onPolicyAdopted'> & Watching,
): Promise<OpenedHost> => {
  const path = readModelsPath(place);
  const workflows = withIdentity(place.workflows, place.identitySecret);
  if (place.store.scheme === 'sqlite')
    return runReports({ file: place.store.path, readModels: path, workflows, onUpgrade: sayUpgrade, ...on });
  const waiting = waitingFor(place.store);
  let starting = true;
  const store = await openEventStoreDb(place.store, {
    workflows,
    onRepeat: (repeat) => {
      if (starting) waiting.repeated(repeat);
      else onRepeat?.(repeat);
    },
    ...(onSubscriptionDropped && { onSubscriptionDropped }),
  });
  const log = serverLog(place.store);
  const running = await saying(waiting, runReports({ store, log, readModels: path, workflows, ...on }));
  starting = false;
  /** The two that follow it: the thread of the read models, and the process manager. */
  const subscriptions = (): readonly FollowedSubscription[] => {
    const following = running.readModels.following();
    return [
      ...(following === undefined ? [] : [{ follower: 'read models', ...following }]),
      ...store.subscriptionStates().map((state) => ({ follower: followerOf(state), ...state })),
    ];
  };
  return { ...running, subscriptions };
};

/** Who makes the public copies of photos follows their streams alone; the others are process managers. */
const followerOf = ({ streamPrefix }: { readonly streamPrefix: string }): string =>
  streamPrefix === streamOf(attachmentWorkflow, '') ? 'copies of photos' : 'process manager';

/**
 * Read models that are computed in a thread beside what fills their log.
 *
 * @param building where they have to be built: until when they take in what comes, and whether they have to be
 * @throws {@link StoreLocked} when another process computes the same file, whatever keeps the server from being reached
 */
export const openHostedReadModels = async (
  place: StorePlace,
  store: OpenedStore,
  policy: SlaPolicy,
  building: BuildingOptions = {},
): Promise<ThreadedReadModels> => {
  const path = readModelsPath(place);
  // A thread loads projections by their modules; those of a workflow that names none are computed by the next host.
  const workflows = withIdentity(place.workflows).filter(({ module }) => module !== undefined);
  const options = { policy, workflows, ...building };
  if (store.wakes !== undefined && place.store.scheme === 'sqlite')
    return threadedReadModels(path, { store, eventStorePath: place.store.path, ...options });
  await assertReachable(store);
  if (place.store.scheme === 'sqlite') throw new TypeError('a file that is not read from a file');
  return threadedReadModels(path, { store, log: serverLog(place.store), ...options });
};

/** How a thread follows the log of a server. */
const serverLog = ({ connectionString }: { readonly connectionString: string }): LogModule => ({
  module: import.meta.resolve('@phananh/eventstoredb/projection-log'),
  address: connectionString,
});

/**
 * Read models for one question. Where a host runs they are its own, and it keeps them current; where none runs they are
 * brought up to the end of the log first.
 */
export const withReadModels = async <Answer>(
  place: StorePlace,
  ask: (
    models: SqliteReadModels,
    store: EventStore,
    /** Whether a host runs, and what the log is written under. */
    by: { readonly hosted: boolean; readonly policy: SlaPolicy },
  ) => Promise<Answer>,
): Promise<Answer> => {
  const { store, hosted, release } = await openUnlessHosted(place);
  const free = async (error: unknown): Promise<never> => {
    await store.close();
    release();
    throw error;
  };
  const { policy } = await assertReachable(store)
    .then(() => policyOfLog(store))
    .catch(free);
  const workflows = withIdentity(place.workflows);
  const models = readModels(readModelsPath(place), { policy, workflows });
  try {
    if (hosted) models.readFrom(store);
    else
      await models
        .catchUp(store)
        .finally(stillWorking('the read models are brought up to the end of the log'));
    return await ask(models, store, { hosted, policy });
  } finally {
    await models.close();
    await store.close();
    release();
  }
};

/**
 * Read models that are computed anew, in a thread of their own. Of what is cut off nothing stays.
 *
 * @returns undefined when the signal came first
 * @throws {@link StoreLocked} where a host runs
 */
export const withRebuiltReadModels = async <Answer>(
  place: StorePlace,
  {
    retrySkipped,
    acceptLog = false,
    signal,
  }: Pick<BuildingOptions, 'retrySkipped' | 'acceptLog'> & { readonly signal: AbortSignal },
  ask: (models: ThreadedReadModels) => Answer,
): Promise<Answer | undefined> => {
  const store = await openForItself(place, { acceptLoss: acceptLog });
  const building = {
    rebuild: true,
    acceptLog,
    keepUnfinished: false,
    ...(retrySkipped !== undefined && { retrySkipped }),
  };
  const models = await policyOfLog(store)
    .then(({ policy }) => openHostedReadModels(place, store, policy, building))
    .catch(closing(store));
  try {
    const built = Promise.race([models.whenBuilt(), aborted(signal)]);
    await built.finally(stillWorking('the read models are computed anew'));
    return signal.aborted ? undefined : ask(models);
  } finally {
    await models.close();
    await store.close();
  }
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Who follows a log waits for a server that does not answer; whoever gave a command wants to know. */
const assertReachable = async (store: OpenedStore): Promise<void> => {
  await store.lastPosition?.();
};

interface Opened {
  readonly store: OpenedStore;
  readonly hosted: boolean;
  release(): void;
}

/**
 * One alone follows the log into a file: two that did would write over each other. That is who has the lock of the SQLite
 * store, or else that of the read models.
 */
const openUnlessHosted = async (place: StorePlace): Promise<Opened> => {
  const reading = await openForReading(place);
  try {
    if (place.store.scheme === 'esdb') {
      const { release } = lockReadModels(readModelsPath(place));
      return { store: reading, hosted: false, release };
    }
    const store = await openForItself(place);
    void reading.close();
    return { store, hosted: false, release: () => {} };
  } catch (error) {
    if (error instanceof StoreLocked) return { store: reading, hosted: true, release: () => {} };
    throw error;
  }
};

/** Position of the last event; 0: nothing is there. Of a file it is found by halving: the port does not tell it. */
export const endOfLog = async (store: OpenedStore): Promise<Position> => {
  if (store.lastPosition !== undefined) return store.lastPosition();
  const hasAfter = async (after: number): Promise<boolean> => {
    let found = false;
    const note = (): void => {
      found = true;
    };
    for await (const _ of readPastDamage(store, { after, limit: 1 }, note)) note();
    return found;
  };
  let beyond = 1;
  while (await hasAfter(beyond)) beyond *= 2;
  let [low, high] = [0, beyond];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await hasAfter(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
};
