import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import {
  assertRelated,
  type Clock,
  createWakes,
  type EventStore,
  guarded,
  isInstant,
  type Position,
  StoreGone,
  type StoreHealth,
  StoreUnavailable,
  serialiseAppend,
  systemClockGuard,
  type Wakes,
} from '@phananh/core/store';
import { demandFiles } from '../demand-file.ts';
import { startCheck } from './background-check.ts';
import type { Connection } from './connection.ts';
import { createLastChange, watchedFile } from './file-identity.ts';
import { type KnownStreams, type KnownStreamsLimits, knownStreams, noKnownStreams } from './known-streams.ts';
import { logReader } from './log-reader.ts';
import { prepareForReading, prepareForWriting } from './prepare-file.ts';
import { readAll } from './read-all.ts';
import { streamReader } from './read-stream.ts';
import { readingOf } from './reading.ts';
import type { OnUpgrade } from './schema.ts';
import { checkedStart } from './start-check.ts';
import { storeError } from './store-error.ts';
import { subscribe } from './subscribe.ts';
import { type GroupCommit, groupCommit, lostReason, startWriter, type Writer } from './writer/index.ts';

export interface SqliteEventStoreOptions {
  /** For `recordedAt`, which is never before the log's last time. Default: the system's. */
  readonly clock?: Clock;
  /** Takes no lock and refuses appends; as many as you like may read beside the one who writes. */
  readonly readonly?: boolean;
  /**
   * What wakes the subscriptions of a read-only store when another thread or process has appended: pass on there what
   * {@link SqliteEventStore.wakes} of the writing store tells. Without it they see what is there when they begin.
   */
  readonly wakes?: Wakes;
  /** Starts the thread that writes with the first append only: for who has the lock of a file and hardly ever writes. */
  readonly writesSeldom?: boolean;
  /** False: a file that is not there is refused, not made. Default: true. */
  readonly create?: boolean;
  /** Beside reports: where the file is looked through after a crash, the events of those that name their module are judged too. Default: none. */
  readonly workflows?: readonly Pick<AnyHostedWorkflow, 'workflow' | 'module'>[];
  /** Told while a file of an older version is brought up to this one, which is done once. */
  readonly onUpgrade?: OnUpgrade;
  /**
   * Open a file whose write-ahead log is damaged, or that lacks what its read models have seen, with what can be read. What was
   * acknowledged and cannot be read is lost. Default: refuse.
   */
  readonly acceptLoss?: boolean;
  /** The file of the read models, which may have seen more of the log than there is. Default: the one beside it, `<name>.read.db`. */
  readonly readModels?: string;
  /** KiB of pages that a read-only store keeps: who follows the log meets none twice. Default: SQLite's, 16,000. */
  readonly cacheKibibytes?: number;
}

export interface SqliteEventStore extends EventStore {
  /** Tells after every commit, and once more when the store is closed. */
  readonly wakes: Wakes;
  health(): Promise<StoreHealth>;
  end(): Position;
}

/** What the tests put in the place of the thread and the disk, and of numbers that are large. */
export interface WriterFaults {
  readonly script?: URL;
  readonly maximumPages?: number;
  readonly idsPerRun?: number;
  readonly known?: KnownStreamsLimits;
  /** Called before the file is asked anything; throws what SQLite would. */
  readonly onRead?: () => void;
  /** Pauses before a subscription asks again. */
  readonly pauses?: readonly number[];
}

/**
 * The event store in one SQLite file, made when it does not exist. Appends are durable when they are answered.
 *
 * @throws {@link StoreLocked} when another store writes to the file, {@link StoreForeign} or {@link StoreTooNew} when it is
 * not ours to write, {@link StoreBehind} when it lacks events that were there, {@link StoreLinked} when the file has several
 * names, {@link StoreCorrupt}, {@link StoreUnavailable}, {@link InvalidConnectionString} for the address of a server
 */
export const sqliteEventStore = (path: string, options: SqliteEventStoreOptions = {}): SqliteEventStore =>
  openSqliteEventStore(path, options, {});

export const openSqliteEventStore = (
  path: string,
  {
    clock: given = systemClockGuard(),
    readonly = false,
    writesSeldom = false,
    wakes: others,
    cacheKibibytes,
    workflows = [],
    ...preparing
  }: SqliteEventStoreOptions,
  faults: WriterFaults,
): SqliteEventStore => {
  demandFiles(path, preparing.readModels);
  try {
    const wakes = createWakes();
    const stopListening = others?.subscribe(wakes.wake);
    const { known, onRead, pauses, ...writerFaults } = faults;
    const reads = { ...(onRead && { onRead }), ...(pauses && { pauses }) };
    if (readonly) {
      const connection = prepareForReading(path, preparing);
      if (cacheKibibytes !== undefined) connection.pragma(`cache_size = ${-cacheKibibytes}`);
      return compose(connection, wakes, refusing(path), noKnownStreams, {
        ...reads,
        health: async () => ({}),
        release: async () => {
          stopListening?.();
          connection.close();
        },
      });
    }
    const clock = guarded(given);
    const owner = { pid: process.pid, since: clock.now() };
    const { canonical, connection, lock } = prepareForWriting(path, owner, preparing);
    const start = orGiveUp(
      () => checkedStart(connection),
      () => {
        connection.close();
        lock.release();
      },
    );
    tellLastRecorded(connection, clock);
    const streams = knownStreams(known);
    const lastChange = createLastChange();
    const file = watchedFile(canonical, lastChange);
    const onStopped: GroupCommit['stopped'] = (failure) => commits.stopped(failure);
    const startThread = () =>
      startWriter({ path: canonical, mark: start, lastChange, onStopped, ...writerFaults });
    const writer = writesSeldom ? startedLater(startThread) : startThread();
    const commits = groupCommit(canonical, writer, { clock, streams, onCommit: wakes.wake });
    const check =
      start.isChecked || writesSeldom
        ? undefined
        : startCheck(
            {
              path: canonical,
              after: start.after,
              workflows: workflows.flatMap(({ module, workflow: { name } }) =>
                module === undefined ? [] : [{ module, name }],
              ),
            },
            start.head,
            writer.checked,
          );
    return compose(connection, wakes, commits, streams, {
      ...reads,
      health: async () => {
        const failure = (await commits.failure()) ?? lostFile(file.lost()) ?? check?.failure();
        const progress = check?.progress();
        return { ...(failure && { failure }), ...(progress && { check: progress }) };
      },
      release: async () => {
        stopListening?.();
        await check?.close();
        await commits.drained();
        await (file.lost() !== undefined && file.isThere() ? leaveLog : closeInOrder)(connection, writer);
        lock.release();
      },
    });
  } catch (error) {
    throw storeError(path, error);
  }
};

/** @throws whatever is thrown, when nothing is held any more */
const orGiveUp = <T>(attempt: () => T, release: () => void): T => {
  try {
    return attempt();
  } catch (error) {
    release();
    throw error;
  }
};

const lostFile = (lost: string | undefined): StoreGone | undefined =>
  lost === undefined ? undefined : new StoreGone(`${lost} while the store was open`, { reason: lostReason });

/** A log never runs backwards, whoever wrote to it before. */
const tellLastRecorded = (connection: Connection, clock: Clock): void => {
  const last = connection
    .prepare<[], { readonly at: string; readonly position: number }>(
      'SELECT recorded_at AS at, position FROM events ORDER BY position DESC LIMIT 1',
    )
    .get();
  if (last !== undefined && isInstant(last.at)) clock.recorded?.(last.at, last.position);
};

const startedLater = (start: () => Writer): Writer => {
  let started: Writer | undefined;
  return {
    // Not worth a thread: whoever opens the file next looks again.
    checked: (position) => started?.checked(position),
    commit: (group) => {
      started ??= start();
      return started.commit(group);
    },
    close: async () => started?.close(),
  };
};

/** The reader first, so that the writer's connection is the last one: that one empties the write-ahead log. */
const closeInOrder = async (connection: Connection, writer: Writer): Promise<void> => {
  connection.close();
  await writer.close();
};

/** The reader last, which cannot write: what is in the write-ahead log does not belong into what the file is now, and is kept. */
const leaveLog = async (connection: Connection, writer: Writer): Promise<void> => {
  await writer.close();
  connection.close();
};

const refusing = (path: string): GroupCommit => ({
  append: () =>
    Promise.reject(new StoreUnavailable(`${path} is open for reading only`, { path, reason: 'readonly' })),
  failure: async () => undefined,
  stopped: () => {},
  drained: () => Promise.resolve(),
});

interface Parts {
  readonly health: () => Promise<StoreHealth>;
  readonly release: () => Promise<void>;
  readonly onRead?: () => void;
  readonly pauses?: readonly number[];
}

const compose = (
  connection: Connection,
  wakes: Wakes & { wake(): void },
  commits: GroupCommit,
  streams: KnownStreams,
  { health, release, onRead, pauses }: Parts,
): SqliteEventStore => {
  let closing: Promise<void> | undefined;
  const assertOpen = () => {
    if (closing) throw new StoreUnavailable(`${connection.name} is closed`, { reason: 'closed' });
  };
  const reading = readingOf(connection, assertOpen, onRead);
  const log = logReader(connection, reading);
  return {
    wakes,
    checksRelated: true,
    knowsEveryId: true,
    async append(stream, events, { expectedRevision, related = [] }) {
      assertOpen();
      assertRelated(related);
      const serialised = serialiseAppend(stream, events, expectedRevision);
      return commits.append({ stream, events: serialised, expectedRevision, related });
    },
    readStream: streamReader(connection, reading, streams),
    readAll: (options = {}) => readAll(log, options),
    subscribe: (options) => subscribe(log, wakes, options, pauses),
    async health() {
      assertOpen();
      return health();
    },
    end: () => log.head(),
    close() {
      if (closing === undefined) {
        closing = release();
        wakes.wake();
      }
      return closing;
    },
  };
};
