import {
  admin,
  type Clock,
  createReports,
  type EventStore,
  type PhananhError,
  type Reports,
} from '@phananh/core';
import {
  type FailedReaction,
  guarded,
  isMendable,
  streamOf,
  systemClockGuard,
  type Timers,
  timers,
  withoutSecrets,
} from '@phananh/core/engine';
import type { KeyStore } from '@phananh/core/privacy';
import type { RunningWorkflow } from '@phananh/core/read-models';
import { bulkRunWorkflow, erasureWorkflow, PolicyDiffers, requestWorkflow } from '@phananh/core/reports';

import { sqliteEventStore } from '../event-store/sqlite-event-store.ts';
import { type SealedStore, sealedAt } from '../keys/sealed-place.ts';
import type { ReactionTable } from '../reactions/parked-reactions.ts';
import { readModelsBeside } from '../read-models-beside.ts';
import { beginUnderPolicy } from './begin-under-policy.ts';
import { bulkRunsAmong } from './bulk-runs-among.ts';
import { destroysKeys, withKeys } from './destroys-keys.ts';
import { type HostedLog, type HostedReadModels, hostedReadModels } from './hosted-read-models.ts';
import { keptSnapshots } from './kept-snapshots.ts';
import { type Destructions, destroying } from './run-destructions.ts';
import { type Erasures, erasing } from './run-erasures.ts';
import { type FailedPart, failedWords, type RunFailure, type RunOptions } from './run-options.ts';
import { runParkedReactions } from './run-parked-reactions.ts';
import { runReactions } from './run-reactions.ts';
import { runTimers } from './run-timers.ts';
import {
  demandTogether,
  everyReaction,
  officersAmong,
  reactionsOf,
  runningWorkflows,
} from './running-workflows.ts';

/** What is parked and left out, and what can be done with it. */
interface HostOperations
  extends Pick<
    HostedReadModels,
    'parked' | 'skipped' | 'waitingOrders' | 'orderParked' | 'orderRebuild' | 'rebuilding'
  > {
  /** Which timers are pending, whether or not any fire here. */
  readonly pendingTimers: HostedReadModels['timers'];
  readonly reactions: Pick<ReactionTable, 'standing' | 'leftOut' | 'want' | 'leaveOut'>;
}

/** Everything that a host of reports runs. */
export interface RunningReports extends AsyncDisposable {
  readonly reports: Reports;
  /** Those beside them. */
  readonly workflows: readonly RunningWorkflow[];
  readonly readModels: HostedReadModels;
  /** Reactions of this host that could not be given, or are left out. */
  readonly reactions: ReactionTable;
  /** What its operators see to. */
  readonly operations: HostOperations;
  /** Undefined where none fire. */
  readonly timers: Timers | undefined;
  /** The keys of the log, closed with the rest; undefined where nothing is sealed. What is destroyed here is not shown here any more. */
  readonly keys: KeyStore | undefined;
  /** Ends timers, reactions and read models, in this order, and closes the store. Give no command any more before it. */
  close(): Promise<void>;
}

/**
 * Opens the report lifecycle and starts what belongs to it: read models that follow the log, timers that remind, mark
 * overdue and close, and the reactions of one report to another. Needs no web server; hand what it gives to
 * `phananh` or `createHost` of `@phananh/http` and it ends with them.
 *
 * A store that denies access, or cannot be trusted, is told to `onError` and tried again until somebody has mended that; `readModels.failure`
 * and `health` of the store tell meanwhile. Only read models in memory need it at the start.
 *
 * The policy stands in the log from the first start on.
 *
 * @throws {@link InvalidWorkflow} for workflows that cannot run beside each other, before a file is made; {@link PolicyDiffers} for another policy than that of the log; {@link StoreLocked}, {@link StoreLinked}, {@link StoreBehind}, {@link StoreForeign}, {@link StoreTooNew}, {@link StoreCorrupt}, {@link StoreUnavailable} when
 * the store or the read models cannot be opened; nothing is left open then
 */
export const runReports = async (options: RunOptions): Promise<RunningReports> => {
  const clock = options.clock === undefined ? systemClockGuard() : guarded(options.clock);
  // Before a file is made or written to.
  demandTogether(options.workflows ?? []);
  const opened = openLog(options, clock);
  try {
    const { where, sealed } = await opensSealed(opened, options, clock);
    return await start(options, where, { sealed, stored: opened.store }, clock);
  } catch (error) {
    await opened.store.close();
    throw error;
  }
};

/** The same log, with its personal values open to everything that runs here. */
const opensSealed = async (
  where: HostedLog,
  { sealing: given, workflows = [], random }: RunOptions,
  clock: Clock,
): Promise<{ readonly where: HostedLog; readonly sealed: SealedStore<EventStore> | undefined }> => {
  if (given === undefined) return { where, sealed: undefined };
  const sealing = { begin: true, ...given };
  const how = { workflows, clock, ...(random && { random }) };
  if (where.file === undefined) {
    const sealed = await sealedAt(where.store, sealing, how);
    return { where: { ...where, store: sealed.store, sealing }, sealed };
  }
  const sealed = await sealedAt(where.store, sealing, how);
  return { where: { ...where, store: sealed.store, sealing }, sealed };
};

const start = async (
  options: RunOptions,
  where: HostedLog,
  { sealed, stored }: { readonly sealed: SealedStore<EventStore> | undefined; readonly stored: EventStore },
  clock: Clock,
): Promise<RunningReports> => {
  const { workflows = [], random, onError = warn, onTick = () => {} } = options;
  const { store, sealing } = where;
  const failed =
    (what: FailedPart) =>
    (error: unknown): void =>
      onError({ what, error });
  const given = { clock, ...(random && { random }) };
  const look = async (): Promise<void> => {
    await assertReadable(store);
    const last = await store.lastRecorded?.();
    if (last !== undefined) clock.recorded?.(last.recordedAt, last.position);
  };
  const denied = await look().then(() => undefined, whatCanBeMended);
  if (denied !== undefined) failed('store')(denied);
  if (denied === undefined) await sealed?.demandSealing();
  // Where the log cannot be read yet, who has keys is taken to have those of the log.
  const hasKeys = denied === undefined ? await destroysKeys(stored, sealing) : sealed !== undefined;
  const able = withKeys(workflows, hasKeys);
  const wanted = { given: options.policy, reason: options.adoptPolicy, actor: hostActor, clock };
  const begun = await beginUnderPolicy(store, wanted);
  const { policy } = begun;
  const snapshots = keptSnapshots(sealed);
  const others: RunningWorkflow[] = [];
  const officers = officersAmong(workflows, others);
  const reports = createReports({
    store,
    policy,
    snapshots: { store: snapshots.make() },
    erases: hasKeys && workflows.some(({ workflow }) => workflow.name === erasureWorkflow.name),
    ...given,
    ...(officers && { officers }),
  });
  others.push(...runningWorkflows(able, { reports, snapshots: snapshots.make, ...given }));
  const keys = sealed && snapshots.droppedWith(sealed.keys);
  const ending = new AbortController();
  const { signal } = ending;
  const bulkRuns = bulkRunsAmong(others, { reports, signal });
  const erasures = hasKeys ? erasuresAmong(others, { reports, store, stored, keys, signal }) : undefined;
  const destructions = hasKeys && keys ? destroying({ store, stored, keys }) : undefined;
  // Before anybody is answered: a log that was restored does not know of erasures that came later.
  if (denied === undefined) {
    await erasures?.again();
    await destructions?.again();
  }
  const everyManager = everyReaction(others, reports);
  const ownManagers = reactionsOf(others, reports);
  const path = options.readModels ?? readModelsBeside(options.file ?? '');
  // The last that can fail: nothing else has to be closed when it does.
  const models = await hostedReadModels(path, where, {
    policy,
    workflows,
    denied,
    clock: options.clock && clock,
    onError: failed('read models'),
  });
  const firing =
    options.timers === false
      ? undefined
      : timers({
          index: models.timers,
          handlers: [reports.handler, reports.attachments.handler, ...others.map(({ handler }) => handler)],
          clock,
          ...(random && { random }),
          onError: (failure) => onError({ what: 'timer', ...failure }),
        });
  const onPolicyAdopted =
    options.onPolicyAdopted ?? ((difference: string) => failed('policy')(new PolicyDiffers(difference)));
  const { checkpoints, reactions } = models;
  const reacting = { checkpoints, reactions, clock, ...(denied && { first: look }) };
  const told = {
    signal,
    onError: failed('reactions'),
    onParked: (one: FailedReaction) => onError({ what: 'reaction', ...one }),
    onPolicyAdopted,
  };
  const running = [
    runReactions({ reports: alsoErasing(reports, erasures, destructions), ...reacting }, told),
    ...ownManagers.map(({ name, streamPrefix, processManager }) =>
      runReactions(
        { reports: { processManager, policyGuard: unguarded, store }, name, streamPrefix, ...reacting },
        told,
      ),
    ),
    ...(erasures === undefined
      ? []
      : [
          runReactions(
            {
              reports: { processManager: erasures, policyGuard: unguarded, store },
              name: 'erasures@1',
              streamPrefix: streamOf(erasureWorkflow, ''),
              ...reacting,
            },
            told,
          ),
        ]),
    ...(bulkRuns === undefined
      ? []
      : [
          runReactions(
            {
              reports: { processManager: bulkRuns, policyGuard: unguarded, store },
              name: 'bulk-runs@1',
              streamPrefix: streamOf(bulkRunWorkflow, ''),
              ...reacting,
            },
            told,
          ),
        ]),
    runParkedReactions({ manager: everyManager, store, reactions }, { signal, onError: failed('reactions') }),
    begun.later(signal, { onError: failed('policy'), onPolicyAdopted }),
    ...(firing === undefined ? [] : [runTimers(firing, { signal, onTick, onError: failed('timers') })]),
  ];
  let closed: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    ending.abort();
    await Promise.all(running);
    await models.close();
    await store.close();
  };
  const close = (): Promise<void> => {
    closed ??= end();
    return closed;
  };
  return {
    reports,
    workflows: others,
    readModels: models,
    reactions: models.reactions,
    operations: {
      parked: () => models.parked(),
      skipped: () => models.skipped(),
      waitingOrders: () => models.waitingOrders(),
      orderParked: (order) => models.orderParked(order),
      orderRebuild: (order) => models.orderRebuild(order),
      rebuilding: () => models.rebuilding(),
      pendingTimers: models.timers,
      reactions: models.reactions,
    },
    timers: firing,
    keys,
    close,
    [Symbol.asyncDispose]: close,
  };
};

/**
 * Who follows the log for reports destroys what they say is destroyed, before what they say is told to others, and orders what is over its term to be
 * erased.
 */
const alsoErasing = (
  reports: Reports,
  erasures: Erasures | undefined,
  destructions: Destructions | undefined,
) => ({
  ...reports,
  processManager: {
    react: async (...[events, how]: Parameters<Reports['processManager']['react']>): Promise<void> => {
      await destructions?.react(events);
      await reports.processManager.react(events, how);
      if (erasures !== undefined) for (const event of events) await erasures.order(event);
    },
  },
});

/** Where erasures run beside reports, and there are keys to destroy. */
const erasuresAmong = (
  running: readonly RunningWorkflow[],
  {
    keys,
    ...given
  }: Pick<Parameters<typeof erasing>[0], 'reports' | 'store' | 'stored' | 'signal'> & {
    readonly keys: KeyStore | undefined;
  },
): Erasures | undefined => {
  const of = ({ name }: { readonly name: string }) =>
    running.find((one) => one.handler.workflow.name === name)?.handler;
  const [handler, requests] = [of(erasureWorkflow), of(requestWorkflow)];
  const workflows = running.map((one) => one.handler.workflow);
  return handler && keys && erasing({ handler, requests, keys, workflows, ...given });
};

/** Who follows the log for reports looks for another policy; once is enough. */
const unguarded = { passed: () => undefined };

/** Of the policy that a log begins with. */
const hostActor = admin('host');

const openLog = (
  { readModels, onUpgrade, workflows = [], ...place }: RunOptions,
  clock: Clock,
): HostedLog => {
  if (place.file === undefined) return { store: place.store, log: place.log };
  const store = sqliteEventStore(place.file, {
    clock,
    workflows,
    ...(readModels !== undefined && { readModels }),
    ...(onUpgrade && { onUpgrade }),
  });
  return { file: place.file, store };
};

/** An operator mends it while the host runs. @throws what only another start can change */
const whatCanBeMended = (error: unknown): PhananhError => {
  if (isMendable(error)) return error;
  throw error;
};

/** Who follows a log waits for a server that does not answer; whoever starts a host wants to know. */
const assertReadable = async (store: EventStore): Promise<void> => {
  for await (const _ of store.readStream('report', { limit: 1 })) break;
};

const warn = ({ what, error }: RunFailure): void => {
  const message = error instanceof Error ? error.message : String(error);
  process.emitWarning(withoutSecrets(`${failedWords(what)}: ${message}`), 'PhananhWarning');
};
