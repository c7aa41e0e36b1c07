import { type Clock, type EventStore, type PhananhError, type SlaPolicy, systemClock } from '@phananh/core';
import type { CheckpointStore, TimerIndex } from '@phananh/core/engine';
import type { AnyHostedWorkflow, ReadModels } from '@phananh/core/read-models';
import type { SqliteEventStore } from '../event-store/sqlite-event-store.ts';
import { failureOf } from '../failure-of.ts';
import type { SealingPlace } from '../keys/sealed-place.ts';
import { persistently } from '../persistently.ts';
import type { ReactionTable } from '../reactions/parked-reactions.ts';
import { canBeTold } from '../read-models/hosted/hosted-message.ts';
import { readModels, type SqliteReadModels } from '../read-models/serving/read-models.ts';
import { lockReadModels } from '../read-models/threads/lock.ts';
import type { FollowedLog, LogModule } from '../read-models/threads/open-log.ts';
import { rebuildState } from '../read-models/threads/rebuild-state.ts';
import {
  type RebuildOrder,
  type ThreadedReadModels,
  threadedReadModels,
} from '../read-models/threads/threaded-read-models.ts';

/** Read models that follow the log by themselves until they are closed. */
export interface HostedReadModels
  extends ReadModels,
    Pick<SqliteReadModels, 'orderParked' | 'waitingOrders'>,
    Pick<ThreadedReadModels, 'orderRebuild' | 'rebuilding'> {
  readonly checkpoints: CheckpointStore;
  readonly reactions: ReactionTable;
  readonly timers: TimerIndex;
  /** How the log is followed; undefined where that takes no connection of its own. */
  following(): FollowedLog | undefined;
}

/** The log that is followed, and from where: a thread cannot be given a store. */
export type HostedLog = {
  /** How its personal values are opened there. Absent: as they are stored. */
  readonly sealing?: SealingPlace;
} & (
  | { readonly file: string; readonly store: SqliteEventStore }
  | { readonly file?: undefined; readonly store: EventStore; readonly log: LogModule | undefined }
);

/**
 * In a thread where the log can be opened there, every workflow says which module it is in, and no clock but the system's is needed;
 * on the caller's thread otherwise.
 *
 * @throws what denies access now where nothing could answer until it is mended
 */
export const hostedReadModels = async (
  path: string,
  where: HostedLog,
  {
    policy,
    workflows,
    denied,
    clock,
    onError,
  }: {
    readonly policy: SlaPolicy;
    readonly workflows: readonly AnyHostedWorkflow[];
    /** Why the log cannot be read before an operator has mended that. */
    readonly denied: PhananhError | undefined;
    readonly clock: Clock | undefined;
    readonly onError: (error: unknown) => void;
  },
): Promise<HostedReadModels> => {
  const { store, sealing } = where;
  if (clock === undefined && path !== inMemory && canBeTold({ workflows })) {
    const told = { policy, workflows, ...(sealing && { sealing }) };
    if (where.file !== undefined)
      return threadedReadModels(path, { store: where.store, eventStorePath: where.file, ...told });
    if (where.log !== undefined)
      return threadedReadModels(path, { store, log: where.log, awaitsMending: true, ...told });
  }
  // Tables in memory are there at once, and would answer with nothing in them.
  if (denied !== undefined && path === inMemory) throw denied;
  // Who writes to an SQLite file has its lock, and so what lies beside it to himself.
  const lock = where.file === undefined && path !== inMemory ? lockReadModels(path) : undefined;
  const models = readModels(path, { policy, workflows, ...(clock && { clock }) });
  const ending = new AbortController();
  const { signal } = ending;
  try {
    if (denied === undefined) await models.catchUp(store);
  } catch (error) {
    await models.close();
    lock?.release();
    throw error;
  }
  let failed = denied && failureOf(denied);
  const rebuild = rebuildState(clock ?? systemClock);
  /** What somebody asked for, and who follows the log makes room for: here both are one thread's. */
  let ordered: RebuildOrder | undefined;
  let changing = new AbortController();
  const follow = async (going: () => void): Promise<void> => {
    const onApplied = (): void => {
      going();
      failed = undefined;
    };
    while (!signal.aborted) {
      if (ordered !== undefined) await anew(ordered);
      await models.follow(store, { signal: AbortSignal.any([signal, changing.signal]), onApplied });
      if (!changing.signal.aborted) return;
      changing = new AbortController();
    }
  };
  const anew = async (order: RebuildOrder): Promise<void> => {
    ordered = undefined;
    try {
      await models.rebuild(store, order);
      rebuild.end();
    } catch (error) {
      rebuild.end(failureOf(error).message);
    }
  };
  const followed = persistently(follow, {
    signal,
    onError: (error) => {
      failed = failureOf(error);
      onError(error);
    },
  });
  return {
    ...models,
    failure: () =>
      models.failure() ??
      (failed === undefined ? undefined : { ...failed, position: models.position() ?? 0 }),
    following: () => undefined,
    orderRebuild: (order = {}) => {
      if (rebuild.isRunning()) return false;
      rebuild.begin('it was asked for');
      ordered = order;
      changing.abort();
      return true;
    },
    rebuilding: rebuild.current,
    close: async () => {
      ending.abort();
      await followed;
      await models.close();
      lock?.release();
    },
  };
};

const inMemory = ':memory:';
