import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  type CheckpointStore,
  type Position,
  type ReadModels,
  StoreUnavailable,
  systemClock,
  type TimerIndex,
} from '@phananh/core';
import type { SqliteEventStore } from '../event-store/sqlite-event-store.ts';
import { checkpointsIn, makingOf, type ReadModelOptions, timersIn } from './read-models.ts';
import { putInPlace } from './rebuild.ts';
import { type PolicyMessage, policyMessage } from './report-timers.ts';
import { servedQueries, serving } from './serving.ts';
import { waiters } from './waiters.ts';

/** Has room for a batch while it is folded: with half of it, each would be moved to where the garbage lies for long. */
const youngGenerationMegabytes = 16;

/** More than a batch of the largest events takes. That it is said at all has V8 tidy up sooner: 60 MB less in an import. */
const oldGenerationMegabytes = 1024;

export interface ProjectionThreadData {
  readonly path: string;
  readonly eventStorePath: string;
  readonly policy: PolicyMessage | undefined;
  readonly rebuild: boolean;
  /** Whether what comes into the log is taken into tables that are built, until the order to complete them. */
  readonly untilTold: boolean;
}

export type ProjectionThreadMessage =
  | { readonly kind: 'building'; readonly why: string; readonly servable: boolean }
  | { readonly kind: 'built' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'applied'; readonly position: Position }
  | { readonly kind: 'failed'; readonly message: string };

export type ProjectionThreadOrder = 'wake' | 'complete' | 'placed' | 'end';

export interface ThreadedReadModels extends ReadModels {
  readonly checkpoints: CheckpointStore;
  readonly timers: TimerIndex;
}

/** How long a start waits for tables that are built anew; they are built on after that, and questions are refused meanwhile. */
const waitedForBuildingMilliseconds = 2_000;

/** How long it is before a built file is tried again to be put in place of one that another process reads. */
const retryMilliseconds = 500;

/**
 * Read models of an SQLite event store, computed by a thread of their own that reads the log itself and is woken by
 * every commit. Queries are answered on the caller's thread, from the file in place; one that has to be built anew is
 * built beside it.
 *
 * @throws {@link StoreForeign}, {@link StoreTooNew} as `readModels` does
 */
export const threadedReadModels = async (
  path: string,
  {
    store,
    eventStorePath,
    policy,
    rebuild = false,
    until,
  }: Pick<ReadModelOptions, 'policy'> & {
    readonly store: SqliteEventStore;
    readonly eventStorePath: string;
    /** Build anew although nothing is wrong. */
    readonly rebuild?: boolean;
    /**
     * Where tables have to be built, they take in what comes into the log until then, and answer only after that: for a
     * log that is being filled, in half the work of following it.
     */
    readonly until?: AbortSignal;
  },
): Promise<ThreadedReadModels> => {
  const { calendar } = makingOf(policy, systemClock);
  const served = serving(path, { calendar, log: () => store });
  served.open();
  const workerData: ProjectionThreadData = {
    path,
    eventStorePath,
    policy: policy && policyMessage(policy),
    rebuild,
    untilTold: until !== undefined,
  };
  const script = new URL(`./projection-thread${extname(import.meta.url)}`, import.meta.url);
  const resourceLimits = {
    maxYoungGenerationSizeMb: youngGenerationMegabytes,
    maxOldGenerationSizeMb: oldGenerationMegabytes,
  };
  const thread = new Worker(script, { workerData, name: 'phananh-projections', resourceLimits });
  const order = (what: ProjectionThreadOrder): void => thread.postMessage(what);
  const position = (): Position | undefined => (served.isOpen() ? served.queries().position() : undefined);
  const waiting = waiters(position);
  let failed: string | undefined;
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  let isEnding = false;

  /** All at once, so that no question finds nothing. */
  const place = (): void => {
    if (isEnding) return;
    served.close();
    const placed = putInPlace(path);
    served.open();
    if (placed) order('placed');
    else setTimeout(place, retryMilliseconds).unref();
  };
  const told = Promise.withResolvers<void>();
  thread.on('message', (message: ProjectionThreadMessage) => {
    switch (message.kind) {
      case 'building':
        if (!message.servable) served.close();
        if (served.isOpen() || until !== undefined) told.resolve();
        else setTimeout(told.resolve, waitedForBuildingMilliseconds).unref();
        return;
      case 'built':
        return place();
      case 'ready': {
        if (!served.isOpen()) served.open();
        const reached = position();
        if (reached !== undefined) waiting.applied(reached);
        return told.resolve();
      }
      case 'applied':
        return waiting.applied(message.position);
      case 'failed':
        failed = message.message;
    }
  });
  thread.on('error', (error) => {
    failed = error.message;
  });
  const stopListening = store.wakes.subscribe(coalesced(() => order('wake')));
  if (until?.aborted === true) order('complete');
  else until?.addEventListener('abort', () => order('complete'), { once: true });
  await Promise.race([told.promise, ended]);
  if (failed !== undefined) {
    stopListening();
    served.close();
    throw new StoreUnavailable(`the read models in ${path} cannot be computed: ${failed}`, { path });
  }
  const queries = servedQueries(served);
  return {
    ...queries,
    failure: () =>
      queries.failure() ??
      (failed === undefined ? undefined : { message: failed, position: position() ?? 0 }),
    checkpoints: checkpointsIn(served),
    timers: timersIn(served),
    whenApplied: (wanted, { timeoutMilliseconds }) => waiting.until(wanted, timeoutMilliseconds),
    close: async () => {
      isEnding = true;
      stopListening();
      order('end');
      await ended;
      served.close();
    },
  };
};

/** Calls at most once a millisecond: under load a wake for each commit would cost more than the commit. */
const coalesced = (wake: () => void): (() => void) => {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      wake();
    }, 1).unref();
  };
};
