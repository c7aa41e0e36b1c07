import type { EventStore, SlaPolicy } from '@phananh/core';
import { StoreLocked } from '@phananh/core/engine';
import { policyOfLog } from '@phananh/core/reports';
import {
  type BuildingOptions,
  lockReadModels,
  readModels,
  type SqliteReadModels,
  type ThreadedReadModels,
  threadedReadModels,
} from '@phananh/sqlite';
import { stillWorking } from '../progress/still-working.ts';
import { tellingBeside } from '../progress/telling-beside.ts';
import { withIdentity } from './identity.ts';
import { sealingOf } from './key-places.ts';
import { closing, type OpenedStore, openForItself, openForReading } from './open-store.ts';
import { readModelsPath } from './read-models-path.ts';
import { serverLog } from './server-log.ts';
import type { StorePlace } from './store-address.ts';

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
  const options = { policy, workflows, sealing: sealingOf(place), ...building };
  if (store.wakes !== undefined && place.store.scheme === 'sqlite')
    return threadedReadModels(path, { store, eventStorePath: place.store.path, ...options });
  await assertReachable(store);
  if (place.store.scheme === 'sqlite') throw new TypeError('a file that is not read from a file');
  return threadedReadModels(path, { store, log: serverLog(place.store), ...options });
};

/**
 * Read models for one question. Where a host runs they are its own, and it keeps them current; where none runs they are
 * brought up to the end of the log first.
 *
 * @param ask what takes over a second is told, unless it says that it tells that itself
 */
export const withReadModels = async <Answer>(
  place: StorePlace,
  ask: (
    models: SqliteReadModels,
    store: EventStore,
    /** Whether a host runs, and what the log is written under. */
    by: { readonly hosted: boolean; readonly policy: SlaPolicy },
  ) => Promise<Answer>,
  { tellsItself = false }: { readonly tellsItself?: boolean } = {},
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
    const end = tellsItself ? () => {} : tellingBeside('the answer is computed');
    return await ask(models, store, { hosted, policy }).finally(end);
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
