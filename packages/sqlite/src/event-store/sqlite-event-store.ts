import {
  assertRelated,
  type Clock,
  createWakes,
  type EventStore,
  instantOf,
  StoreUnavailable,
  serialiseAppend,
  type Wakes,
} from '@phananh/core/store';
import type { Connection } from './connection.ts';
import { type GroupCommit, groupCommit } from './group-commit.ts';
import { type KnownStreams, type KnownStreamsLimits, knownStreams, noKnownStreams } from './known-streams.ts';
import { logReader } from './log-reader.ts';
import { prepareForReading, prepareForWriting } from './prepare-file.ts';
import { readAll } from './read-all.ts';
import { streamReader } from './read-stream.ts';
import { storeError } from './store-error.ts';
import { subscribe } from './subscribe.ts';
import { startWriter, type Writer } from './writer.ts';

export interface SqliteEventStoreOptions {
  /** For `recordedAt`. Default: the system clock. */
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
  /** KiB of pages that a read-only store keeps: who follows the log meets none twice. Default: SQLite's, 16,000. */
  readonly cacheKibibytes?: number;
}

export interface SqliteEventStore extends EventStore {
  /** Tells after every commit, and once more when the store is closed. */
  readonly wakes: Wakes;
}

/** What the tests put in the place of the thread and the disk, and of numbers that are large. */
export interface WriterFaults {
  readonly script?: URL;
  readonly maximumPages?: number;
  readonly idsPerRun?: number;
  readonly known?: KnownStreamsLimits;
}

const systemClock: Clock = { now: () => instantOf(Date.now()) };

/**
 * The event store in one SQLite file, made when it does not exist. Appends are durable when they are answered.
 *
 * @throws {@link StoreLocked} when another store writes to the file, {@link StoreForeign} or {@link StoreTooNew} when it is
 * not ours to write, {@link StoreCorrupt}, {@link StoreUnavailable}
 */
export const sqliteEventStore = (path: string, options: SqliteEventStoreOptions = {}): SqliteEventStore =>
  openSqliteEventStore(path, options, {});

export const openSqliteEventStore = (
  path: string,
  {
    clock = systemClock,
    readonly = false,
    writesSeldom = false,
    wakes: others,
    cacheKibibytes,
  }: SqliteEventStoreOptions,
  faults: WriterFaults,
): SqliteEventStore => {
  try {
    const wakes = createWakes();
    const stopListening = others?.subscribe(wakes.wake);
    if (readonly) {
      const connection = prepareForReading(path);
      if (cacheKibibytes !== undefined) connection.pragma(`cache_size = ${-cacheKibibytes}`);
      return compose(connection, wakes, refusing(path), noKnownStreams, async () => {
        stopListening?.();
        connection.close();
      });
    }
    const { canonical, connection, lock } = prepareForWriting(path, { pid: process.pid, since: clock.now() });
    const { known, ...writerFaults } = faults;
    const streams = knownStreams(known);
    const start = () => startWriter({ path: canonical, ...writerFaults });
    const writer = writesSeldom ? startedLater(start) : start();
    const commits = groupCommit(canonical, writer, { clock, streams, onCommit: wakes.wake });
    return compose(connection, wakes, commits, streams, async () => {
      stopListening?.();
      await closeInOrder(connection, commits, writer);
      lock.release();
    });
  } catch (error) {
    throw storeError(path, error);
  }
};

const startedLater = (start: () => Writer): Writer => {
  let started: Writer | undefined;
  return {
    commit: (group) => {
      started ??= start();
      return started.commit(group);
    },
    close: async () => started?.close(),
  };
};

/** The reader first, so that the writer's connection is the last one: that one empties the write-ahead log. */
const closeInOrder = async (connection: Connection, commits: GroupCommit, writer: Writer): Promise<void> => {
  await commits.drained();
  connection.close();
  await writer.close();
};

const refusing = (path: string): GroupCommit => ({
  append: () =>
    Promise.reject(new StoreUnavailable(`${path} is open for reading only`, { path, reason: 'readonly' })),
  drained: () => Promise.resolve(),
});

const compose = (
  connection: Connection,
  wakes: Wakes & { wake(): void },
  commits: GroupCommit,
  streams: KnownStreams,
  release: () => Promise<void>,
): SqliteEventStore => {
  let closing: Promise<void> | undefined;
  const assertOpen = () => {
    if (closing) throw new StoreUnavailable(`${connection.name} is closed`, { reason: 'closed' });
  };
  const guard = <T>(read: () => T): T => {
    assertOpen();
    try {
      return read();
    } catch (error) {
      throw storeError(connection.name, error);
    }
  };
  const log = logReader(connection, guard);
  return {
    wakes,
    checksRelated: true,
    async append(stream, events, { expectedRevision, related = [] }) {
      assertOpen();
      assertRelated(related);
      const serialised = serialiseAppend(stream, events, expectedRevision);
      return commits.append({ stream, events: serialised, expectedRevision, related });
    },
    readStream: streamReader(connection, guard, streams),
    readAll: (options = {}) => readAll(log, options),
    subscribe: (options) => subscribe(log, wakes, options),
    close() {
      if (closing === undefined) {
        closing = release();
        wakes.wake();
      }
      return closing;
    },
  };
};
