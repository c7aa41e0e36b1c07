import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  type CheckpointStore,
  type Position,
  type ReadModels,
  StoreUnavailable,
  type TimerIndex,
} from '@phananh/core';
import type { SqliteEventStore } from '../event-store/sqlite-event-store.ts';
import { checkpointsOf } from './checkpoints.ts';
import { openForWriting } from './open.ts';
import { queriesOf } from './queries.ts';
import type { ReadModelOptions } from './read-models.ts';
import { type PolicyMessage, policyMessage } from './report-timers.ts';
import { timerIndexOf } from './timer-index.ts';
import { waiters } from './waiters.ts';

/** Has room for a batch while it is folded: with half of it, each would be moved to where the garbage lies for long. */
const youngGenerationMegabytes = 16;

/** More than a batch of the largest events takes. That it is said at all has V8 tidy up sooner: 60 MB less in an import. */
const oldGenerationMegabytes = 1024;

export interface ProjectionThreadData {
  readonly path: string;
  readonly eventStorePath: string;
  readonly utcOffsetMinutes: number;
  readonly policy: PolicyMessage | undefined;
}

export type ProjectionThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'applied'; readonly position: Position }
  | { readonly kind: 'failed'; readonly message: string };

export interface ThreadedReadModels extends ReadModels {
  readonly checkpoints: CheckpointStore;
  readonly timers: TimerIndex;
}

/**
 * Read models of an SQLite event store, computed by a thread of their own that reads the log itself and is woken by
 * every commit. Queries are answered on the caller's thread.
 *
 * @throws {@link StoreForeign}, {@link StoreTooNew} as `readModels` does
 */
export const threadedReadModels = async (
  path: string,
  {
    store,
    eventStorePath,
    utcOffsetMinutes = 420,
    policy,
  }: ReadModelOptions & { readonly store: SqliteEventStore; readonly eventStorePath: string },
): Promise<ThreadedReadModels> => {
  const database = openForWriting(path);
  const workerData: ProjectionThreadData = {
    path,
    eventStorePath,
    utcOffsetMinutes,
    policy: policy && policyMessage(policy),
  };
  const script = new URL(`./projection-thread${extname(import.meta.url)}`, import.meta.url);
  const resourceLimits = {
    maxYoungGenerationSizeMb: youngGenerationMegabytes,
    maxOldGenerationSizeMb: oldGenerationMegabytes,
  };
  const thread = new Worker(script, { workerData, name: 'phananh-projections', resourceLimits });
  const queries = queriesOf(database);
  const waiting = waiters(queries.position);
  let failed: string | undefined;
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  thread.on('message', (message: ProjectionThreadMessage) => {
    if (message.kind === 'applied') waiting.applied(message.position);
    if (message.kind === 'failed') failed = message.message;
  });
  thread.on('error', (error) => {
    failed = error.message;
  });
  const stopListening = store.wakes.subscribe(coalesced(() => thread.postMessage('wake')));
  await Promise.race([once(thread, 'message'), ended]);
  if (failed !== undefined) {
    database.close();
    throw new StoreUnavailable(`the read models in ${path} cannot be computed: ${failed}`, { path });
  }
  return {
    ...queries,
    failure: () =>
      queries.failure() ??
      (failed === undefined ? undefined : { message: failed, position: queries.position() ?? 0 }),
    checkpoints: checkpointsOf(database),
    timers: timerIndexOf(database),
    whenApplied: (position, { timeoutMilliseconds }) => waiting.until(position, timeoutMilliseconds),
    close: async () => {
      stopListening();
      thread.postMessage('end');
      await ended;
      database.close();
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
