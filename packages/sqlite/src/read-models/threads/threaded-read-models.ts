import { type EventStore, type Position, systemClock } from '@phananh/core';
import { type CheckpointStore, isMendableCode, type TimerIndex } from '@phananh/core/engine';
import { type AskForJson, normalQuery, type ReadModels, type Rebuild } from '@phananh/core/read-models';
import { coalesced } from '../../coalesced.ts';
import { demandFiles } from '../../demand-file.ts';
import type { SqliteEventStore } from '../../event-store/sqlite-event-store.ts';
import type { SealingPlace } from '../../keys/sealed-place.ts';
import type { ReactionTable } from '../../reactions/parked-reactions.ts';
import { programBeside, startThread } from '../../threads/start-thread.ts';
import { putInPlace, type TakeOver } from '../building/build-beside.ts';
import { demandShortLog, mostLogBytesForLongReads } from '../building/write-ahead-log.ts';
import { hostedMessage } from '../hosted/hosted-message.ts';
import { calendarOfTables, readSideOf } from '../hosted/read-side-of.ts';
import { orderParked, waitingOrders } from '../parked/parked-orders.ts';
import { reactionsIn } from '../serving/reactions-in.ts';
import {
  checkpointsIn,
  type ReadModelOptions,
  type SqliteReadModels,
  timersIn,
} from '../serving/read-models.ts';
import { servedQueries, serving } from '../serving/serving.ts';
import { waiters } from '../serving/waiters.ts';
import { askedThreads, parsed } from './asking/asked-threads.ts';
import { lockReadModels, type ReadModelsLock } from './lock.ts';
import type { FollowedLog, LogModule } from './open-log.ts';
import type {
  ProjectionThreadData,
  ProjectionThreadMessage,
  ProjectionThreadOrder,
  ThreadFailure,
  ThreadFaults,
} from './projection-thread-messages.ts';
import { rebuildState } from './rebuild-state.ts';
import { thrownOf, unmendedOf } from './thread-failure.ts';

/** V8's young generation has room for a batch while it is folded. With half of it V8 would move each batch to the old generation. */
const youngGenerationMegabytes = 16;

/** More than a batch of the largest events takes. With a limit V8 collects the old generation sooner: 60 MB less in an import. */
const oldGenerationMegabytes = 1024;

/** Where the log is: the SQLite file of the host's own store, or a log that a module opens. */
export type ThreadedLog =
  | { readonly store: SqliteEventStore; readonly eventStorePath: string; readonly log?: undefined }
  | { readonly store: EventStore; readonly log: LogModule; readonly eventStorePath?: undefined };

/** When and how tables are built anew. */
export interface BuildingOptions {
  /** Build anew although nothing is wrong. */
  readonly rebuild?: boolean;
  /** Build anew, and apply also the events that were left out. Default: they are left out again. */
  readonly retrySkipped?: boolean;
  /** Take the log as it is, although the tables have seen more of it, or another one. Default: refuse. */
  readonly acceptLog?: boolean;
  /** Whether a file that is not complete when this is closed stays, so that the next attempt goes on from there. Default: true. */
  readonly keepUnfinished?: boolean;
  /**
   * For a log that is being filled: tables that have to be built take in what comes into the log until the signal is aborted, and answer
   * only after that. It takes half of the work of following the log.
   */
  readonly until?: AbortSignal;
}

export interface ThreadedReadModels
  extends ReadModels,
    Pick<SqliteReadModels, 'orderParked' | 'waitingOrders'> {
  readonly checkpoints: CheckpointStore;
  /** Parked reactions of this host. */
  readonly reactions: ReactionTable;
  readonly timers: TimerIndex;
  /** How the log is followed; undefined for a log in a file, which takes no connection. */
  following(): FollowedLog | undefined;
  /** Has all tables computed anew beside those that serve on. @returns false where that is done already */
  orderRebuild(options?: RebuildOrder): boolean;
  /** How far that is, or how it ended; undefined: they were not since the start. */
  rebuilding(): Rebuild | undefined;
  /** Resolves when everything that had to be built is in place. @throws {@link StoreUnavailable} when it cannot be built */
  whenBuilt(): Promise<void>;
}

export interface RebuildOrder {
  /** Apply also the events that were left out. Default: they are left out again. */
  readonly retrySkipped?: boolean;
}

/** How long a start waits for tables that are built anew. After that the host starts, and refuses questions until they are built. */
const waitedForBuildingMilliseconds = 2_000;

/** How long `close` waits for the thread to end before it terminates it. */
const waitedForEndMilliseconds = 5_000;

/** Pause before a built file is put in place again, after another process had the old one open. */
const retryMilliseconds = 500;
/** As often for a file that somebody asked for: the log is not followed meanwhile. */
const mostAttempts = 10;

/**
 * Read models computed by a thread of their own that reads the log itself; that of an SQLite event store is woken by
 * every commit. Queries are answered on the caller's thread, from the file in place; one that has to be built anew is
 * built beside it. What fails is tried again by itself, for as long as it takes: `failure` tells meanwhile.
 *
 * @throws {@link StoreBehind}, {@link StoreForeign}, {@link StoreTooNew} as `readModels` does, {@link StoreLocked} when another process computes
 * them from a log that has no lock of its own
 */
export const threadedReadModels = (path: string, options: ThreadedOptions): Promise<ThreadedReadModels> =>
  openThreadedReadModels(path, options, undefined);

export type ThreadedOptions = ThreadedLog &
  BuildingOptions &
  Pick<ReadModelOptions, 'policy' | 'workflows'> & {
    /** How personal values of the log are opened there, and in the threads that answer. Absent: as they are stored. */
    readonly sealing?: SealingPlace;
    /** From which size of the write-ahead log on long reads are refused until it was emptied. Default 256 MiB. */
    readonly mostLogBytes?: number;
    /**
     * Start although the log denies access or cannot be trusted: it is tried again until somebody has mended that, and
     * `failure` tells meanwhile. Default: throw, and have `whenBuilt` throw.
     */
    readonly awaitsMending?: boolean;
  };

export const openThreadedReadModels = async (
  path: string,
  {
    policy,
    workflows,
    rebuild: isWanted = false,
    retrySkipped = false,
    acceptLog = false,
    keepUnfinished = true,
    until,
    mostLogBytes = mostLogBytesForLongReads,
    awaitsMending = false,
    sealing,
    ...where
  }: ThreadedOptions,
  faults: ThreadFaults | undefined,
): Promise<ThreadedReadModels> => {
  demandFiles(path);
  const hosted = hostedMessage({ policy, ...(workflows && { workflows }) });
  const { store } = where;
  const wakes = where.log === undefined ? where.store.wakes : undefined;
  // The writer of an SQLite log has the lock on it: no other process computes this file.
  const lock: ReadModelsLock | undefined = where.log && lockReadModels(path);
  const given = { policy, workflows: workflows ?? [] };
  const calendar = calendarOfTables(given);
  const served = serving(path, { calendar, log: () => store, side: readSideOf(given, systemClock) });
  try {
    served.open();
  } catch (error) {
    lock?.release();
    throw error;
  }
  const data: ProjectionThreadData = {
    path,
    log: where.log ?? where.eventStorePath,
    sealing,
    hosted,
    rebuild: isWanted,
    retrySkipped,
    acceptLog,
    keepUnfinished,
    untilTold: until !== undefined,
    faults,
  };
  const asked = askedThreads({ path, log: data.log, sealing, hosted }, calendar);
  const position = (): Position | undefined => (served.isOpen() ? served.queries().position() : undefined);
  const waiting = waiters(position);
  let failed: ThreadFailure | undefined;
  let following: FollowedLog | undefined;
  let isEnding = false;

  const rebuild = rebuildState(systemClock);
  /** Whether somebody asked for the file: then what serves is as good, and goes on where the new one cannot take its place. */
  let isOrdered = false;
  /** Renames the new file in one turn of the event loop, between closing the old one and opening it: no question comes in between. */
  const place = async (built: TakeOver, attempts = 1): Promise<void> => {
    await asked.pause();
    if (isEnding) return;
    served.close();
    const placed = putInPlace(path, built);
    served.open();
    asked.resume();
    const isGivenUp = isOrdered && attempts >= mostAttempts;
    if (placed || isGivenUp) {
      isOrdered = false;
      rebuild.end(placed ? undefined : `another process reads ${path}`);
      return order(placed ? 'placed' : 'not-placed');
    }
    setTimeout(() => void place(built, attempts + 1), retryMilliseconds).unref();
  };
  const told = Promise.withResolvers<void>();
  const built = Promise.withResolvers<void>();
  /** Resolves at the first failure, for a start that waits for the tables. Later failures are tried again without anybody waiting. */
  const failing = Promise.withResolvers<void>();
  const fail = (failure: ThreadFailure): void => {
    failed = failure;
    if (awaitsMending && isMendableCode(failure.code)) told.resolve();
    else failing.resolve();
  };
  const hear = (message: ProjectionThreadMessage) => {
    switch (message.kind) {
      case 'building':
        if (!message.servable) served.close();
        rebuild.begin(message.why);
        if (served.isOpen() || until !== undefined) told.resolve();
        else setTimeout(told.resolve, waitedForBuildingMilliseconds).unref();
        return;
      case 'progress':
        return rebuild.progress(message);
      case 'not-built':
        isOrdered = false;
        return rebuild.end(message.message);
      case 'built':
        return void place(message);
      case 'ready': {
        if (!served.isOpen()) served.open();
        const reached = position();
        if (reached !== undefined) waiting.applied(reached);
        built.resolve();
        return told.resolve();
      }
      case 'applied':
        // The thread has applied events again: its failure is over.
        failed = undefined;
        return waiting.applied(message.position);
      case 'followed': {
        following = message.state;
        // The subscription waits until an operator has mended it; a start without `awaitsMending` does not.
        const unmended = unmendedOf(following);
        if (!awaitsMending && unmended !== undefined) fail(unmended);
        return;
      }
      case 'failed':
        fail(message);
    }
  };
  const thread = startThread<ProjectionThreadOrder, ProjectionThreadMessage>(
    programBeside(import.meta.url, 'projection-thread'),
    {
      name: 'phananh-projections',
      data,
      room: { young: youngGenerationMegabytes, old: oldGenerationMegabytes },
      hear,
      failed: ({ message }) => fail({ message }),
    },
  );
  const { ended, tell: order } = thread;
  const pause = until === undefined ? followedMilliseconds : builtMilliseconds;
  const stopListening = wakes?.subscribe(coalesced(() => order('wake'), pause));
  if (until?.aborted === true) order('complete');
  else until?.addEventListener('abort', () => order('complete'), { once: true });
  const demandNoFailure = (): void => {
    if (failed === undefined || (awaitsMending && isMendableCode(failed.code))) return;
    throw thrownOf(failed, path);
  };
  await Promise.race([told.promise, ended, failing.promise]);
  try {
    demandNoFailure();
  } catch (error) {
    order('end');
    stopListening?.();
    served.close();
    lock?.release();
    throw error;
  }
  const queries = servedQueries(served);
  const normal = normalQuery(calendar.startOf);
  const json: AskForJson = async (name, given, asking) => {
    const query = normal(name, given);
    const { writeAheadLogBytes } = served.queries().load();
    if (!asked.isQuick(name, query)) demandShortLog(writeAheadLogBytes, mostLogBytes);
    return asked.ask(name, query, asking);
  };
  return {
    ...queries,
    ...parsed(json),
    json,
    load: () => ({ ...queries.load(), waiting: asked.waiting() }),
    snapshot: (only) => {
      demandShortLog(queries.load().writeAheadLogBytes, mostLogBytes);
      return queries.snapshot(only);
    },
    failure: () => {
      const stopped = failed ?? unmendedOf(following);
      return queries.failure() ?? (stopped && { ...stopped, position: position() ?? 0 });
    },
    checkpoints: checkpointsIn(served),
    reactions: reactionsIn(served),
    // The thread looks for orders between two batches.
    orderParked: (order) => orderParked(served.database(), order),
    waitingOrders: () => waitingOrders(served.database()),
    timers: timersIn(served),
    following: () => following,
    orderRebuild: ({ retrySkipped: all = false } = {}) => {
      if (rebuild.isRunning()) return false;
      rebuild.begin('it was asked for');
      isOrdered = true;
      order(all ? 'rebuild-all' : 'rebuild');
      return true;
    },
    rebuilding: rebuild.current,
    whenBuilt: async () => {
      await Promise.race([built.promise, ended, failing.promise]);
      demandNoFailure();
      // A first attempt that failed may be followed by one that succeeds.
      await Promise.race([built.promise, ended]);
    },
    whenApplied: (wanted, { timeoutMilliseconds }) => waiting.until(wanted, timeoutMilliseconds),
    close: async () => {
      isEnding = true;
      stopListening?.();
      order('end');
      // The thread may be waiting for a log that does not answer. What it has not committed is computed again at the next start.
      const patience = setTimeout(() => void thread.kill(), waitedForEndMilliseconds);
      await Promise.all([ended, asked.close()]);
      clearTimeout(patience);
      served.close();
      lock?.release();
    },
  };
};

/** Wakes within so many milliseconds are one: a message to the thread for each commit would cost more than the commit. */
const followedMilliseconds = 1;
const builtMilliseconds = 50;
