import {
  admin,
  type Clock,
  createReports,
  type EventStore,
  memorySnapshots,
  type PhananhError,
  type Reports,
} from '@phananh/core';
import {
  type FailedReaction,
  guarded,
  isMendable,
  type MemorySnapshots,
  type Random,
  streamOf,
  systemClockGuard,
  type Tick,
  type TimerFailure,
  type Timers,
  timers,
  withoutSecrets,
} from '@phananh/core/engine';
import { type KeyStore, rememberedMilliseconds } from '@phananh/core/privacy';
import type { AnyHostedWorkflow, RunningWorkflow } from '@phananh/core/read-models';
import { erasureWorkflow, type GivenPolicy, PolicyDiffers } from '@phananh/core/reports';

import type { OnUpgrade } from '../event-store/schema.ts';
import { sqliteEventStore } from '../event-store/sqlite-event-store.ts';
import { type SealedStore, type SealingPlace, sealedAt } from '../keys/sealed-place.ts';
import type { ReactionTable } from '../reactions/parked-reactions.ts';
import type { LogModule } from '../read-models/threads/open-log.ts';
import { readModelsBeside } from '../read-models-beside.ts';
import { beginUnderPolicy } from './begin-under-policy.ts';
import { type HostedLog, type HostedReadModels, hostedReadModels } from './hosted-read-models.ts';
import { type Erasures, erasing } from './run-erasures.ts';
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

/** Where the events are, and the read models that are computed from them. */
export type RunPlace =
  | {
      /** An SQLite file, made when it does not exist. */
      readonly file: string;
      /** Default: beside it, `portal.read.db` for `portal.db`. */
      readonly readModels?: string;
      readonly store?: undefined;
    }
  | {
      /** Any event store. It is taken over: closed with the rest, and when the start fails. */
      readonly store: EventStore;
      /** A file, or `:memory:`. */
      readonly readModels: string;
      /** How a thread opens the same log. Absent: the read models are computed on the caller's thread. */
      readonly log?: LogModule;
      readonly file?: undefined;
    };

/** What a host runs, and what it runs on. */
type FailedPart = 'store' | 'read models' | 'reactions' | 'timers' | 'policy';

/** What went wrong beside the commands. */
export type RunFailure =
  | { readonly what: FailedPart; readonly error: unknown }
  | ({ readonly what: 'timer' } & TimerFailure)
  /** Parked: it waits for somebody to retry or skip it. The others were gone on with. */
  | ({ readonly what: 'reaction' } & FailedReaction);

export type RunOptions = RunPlace & {
  /** Default: the one that the log is written under; that of Hue for a new log. Another one than that of the log is refused. */
  readonly policy?: GivenPolicy;
  /**
   * Where the keys are that personal values of the log are sealed under. A log that says nothing of that is sealed from now on, unless
   * `begin` is false; what is in it stays as it is. Absent: nothing is sealed, and a log that is sealed cannot be read.
   */
  readonly sealing?: SealingPlace;
  /** Why another policy than that of the log is put in force: it stands in the log, and so does the policy. Absent: it is refused. */
  readonly adoptPolicy?: string;
  /** Workflows that run beside reports: their commands, timers, reactions, projections and lists. Default: none. */
  readonly workflows?: readonly AnyHostedWorkflow[];
  /**
   * What decides, dates and fires by it. Default: the system's. Guarded, whichever it is: nothing is decided while it is far behind what the log
   * has recorded, and when it jumps, which is seen of one that has `monotonic`. Another than the system's cannot be given to a thread: the read models are computed on the caller's then.
   */
  readonly clock?: Clock;
  readonly random?: Random;
  /** Whether timers fire here. Default true; false where another host over the same log fires them. */
  readonly timers?: boolean;
  /** Told of what failed. Default: a warning of the process. */
  readonly onError?: (failure: RunFailure) => void;
  /** Told while a file of an older version is brought up to this one, which is done once. */
  readonly onUpgrade?: OnUpgrade;
  /** Told when timers were due. */
  readonly onTick?: (tick: Tick) => void;
  /**
   * Told when another policy than the one that this runs on is in force, and how it differs. Commands are refused from then on:
   * close this and start again. Default: it is told as a failure.
   */
  readonly onPolicyAdopted?: (difference: string) => void;
};

/** What is parked and left out, and what can be done with it. */
interface HostOperations
  extends Pick<HostedReadModels, 'parked' | 'skipped' | 'waitingOrders' | 'orderParked'> {
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
  /** Undefined where none fire. */
  /** What its operators see to. */
  readonly operations: HostOperations;
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
  const { store } = where;
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
    ...given,
    ...(officers && { officers }),
  });
  others.push(...runningWorkflows(workflows, { reports, snapshots: snapshots.make, ...given }));
  const keys = sealed && snapshots.droppedWith(sealed.keys);
  const ending = new AbortController();
  const { signal } = ending;
  const erasures = erasuresAmong(others, { reports, stored, keys, signal });
  // Before anybody is answered: a log that was restored does not know of erasures that came later.
  if (denied === undefined) await erasures?.again();
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
    runReactions({ reports, ...reacting }, told),
    ...ownManagers.map(({ name, processManager }) =>
      runReactions({ reports: { processManager, policyGuard: unguarded, store }, name, ...reacting }, told),
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
      reactions: models.reactions,
    },
    timers: firing,
    keys,
    close,
    [Symbol.asyncDispose]: close,
  };
};

/** Where erasures run beside reports, and there are keys to destroy. */
const erasuresAmong = (
  running: readonly RunningWorkflow[],
  {
    keys,
    ...given
  }: Pick<Parameters<typeof erasing>[0], 'reports' | 'stored' | 'signal'> & {
    readonly keys: KeyStore | undefined;
  },
): Erasures | undefined => {
  const handler = running.find((one) => one.handler.workflow.name === erasureWorkflow.name)?.handler;
  return handler && keys && erasing({ handler, keys, ...given });
};

/** Who follows the log for reports looks for another policy; once is enough. */
const unguarded = { passed: () => undefined };

/**
 * Subjects that are kept between commands. Of a log that is sealed they are kept open, and so no longer than keys are: another process may
 * destroy one. What destroys one here drops all of them.
 */
const keptSnapshots = (sealed: SealedStore<EventStore> | undefined) => {
  const made: MemorySnapshots[] = [];
  return {
    make: (): MemorySnapshots => {
      const snapshots = memorySnapshots(sealed && { maxMilliseconds: rememberedMilliseconds });
      made.push(snapshots);
      return snapshots;
    },
    droppedWith: (keys: KeyStore): KeyStore => ({
      ...keys,
      destroy: async (subject) => {
        await keys.destroy(subject);
        for (const snapshots of made) snapshots.clear();
      },
    }),
  };
};

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

/** In words, what came of it. */
export const failedWords = (what: RunFailure['what']): string =>
  what === 'reaction'
    ? 'a reaction could not be given and is parked'
    : what === 'policy'
      ? 'commands are refused until this is started again'
      : `${what} failed and will be tried again`;

const warn = ({ what, error }: RunFailure): void => {
  const message = error instanceof Error ? error.message : String(error);
  process.emitWarning(withoutSecrets(`${failedWords(what)}: ${message}`), 'PhananhWarning');
};
