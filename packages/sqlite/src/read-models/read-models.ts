import {
  type CheckpointStore,
  type EventStore,
  type Position,
  type ReadModels,
  runProjections,
  type SlaPolicy,
  type TimerIndex,
} from '@phananh/core';
import type { Database } from 'better-sqlite3';
import { agencyProjection } from './agency-projection.ts';
import { caseProjection } from './case-projection.ts';
import { checkpointsOf } from './checkpoints.ts';
import { makeAnew, openForWriting } from './open.ts';
import { queriesOf } from './queries.ts';
import { policyMessage, reportTimerSource } from './report-timers.ts';
import { isSameLog, markLastEvent } from './same-log.ts';
import { projectionSink } from './sink.ts';
import { timerIndexOf } from './timer-index.ts';
import { type TimerSource, timerProjection } from './timer-projection.ts';
import { waiters } from './waiters.ts';

export interface ReadModelOptions {
  /** Offset from UTC of the working calendar's zone, in minutes: decides on which day and in which month a case counts. Default 420, Viet Nam. */
  readonly utcOffsetMinutes?: number;
  /** The policy whose timers are indexed. Absent: no timers are. */
  readonly policy?: SlaPolicy;
}

export interface SqliteReadModels extends ReadModels {
  /** Follows a log into the tables on this thread, until the signal. A file that another log filled is made anew. */
  follow(store: EventStore, options: { readonly signal: AbortSignal }): Promise<void>;
  /** Applies what the log holds now. */
  catchUp(store: EventStore): Promise<void>;
  readonly checkpoints: CheckpointStore;
  readonly timers: TimerIndex;
}

/** Empties the tables when it was another log that filled them. */
export const adoptLog = async (database: Database, store: EventStore): Promise<void> => {
  if (!(await isSameLog(database, store))) makeAnew(database);
};

/** Follows a log into the tables of a connection. */
export const followInto = async (
  database: Database,
  store: EventStore,
  {
    signal,
    utcOffsetMinutes = 420,
    timers,
    onApplied,
    toTheEnd = false,
  }: Pick<ReadModelOptions, 'utcOffsetMinutes'> & {
    readonly timers: TimerSource | undefined;
    readonly signal: AbortSignal;
    readonly onApplied: (position: Position) => void;
    readonly toTheEnd?: boolean;
  },
): Promise<void> => {
  const mark = markLastEvent(database);
  const sink = projectionSink(
    database,
    [
      caseProjection(database, utcOffsetMinutes),
      agencyProjection(database),
      ...(timers === undefined ? [] : [timerProjection(database, timers, store)]),
    ],
    mark,
  );
  await runProjections({ store, sink, signal, onApplied, toTheEnd });
};

/**
 * Read models in an SQLite file, or in memory for `:memory:`. They are disposable: without the file they are computed
 * from the log again.
 *
 * @throws {@link StoreForeign} when the file is something else, {@link StoreTooNew} when a newer version wrote it
 */
export const readModels = (path: string, { policy, ...others }: ReadModelOptions = {}): SqliteReadModels => {
  const options = { ...others, timers: policy && reportTimerSource(policyMessage(policy)) };
  const database = openForWriting(path);
  const queries = queriesOf(database);
  const waiting = waiters(queries.position);
  return {
    ...queries,
    checkpoints: checkpointsOf(database),
    timers: timerIndexOf(database),
    whenApplied: (position, { timeoutMilliseconds }) => waiting.until(position, timeoutMilliseconds),
    follow: async (store, { signal }) => {
      await adoptLog(database, store);
      await followInto(database, store, { ...options, signal, onApplied: waiting.applied });
    },
    catchUp: async (store) => {
      await adoptLog(database, store);
      const { signal } = new AbortController();
      await followInto(database, store, { ...options, signal, onApplied: waiting.applied, toTheEnd: true });
    },
    close: async () => {
      database.close();
    },
  };
};
