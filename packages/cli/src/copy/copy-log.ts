import type { Clock, EventStore, Instant, NewEvent, Position, RecordedEvent, Revision } from '@phananh/core';
import { StoreUnavailable } from '@phananh/core/engine';
import { CliError } from '../process/errors.ts';
import { type AppendGroup, appendGroups, mostAppendBytes } from './append-groups.ts';
import { canonicalEvent } from './canonical-event.ts';

/** The clock of a log that is copied: it tells when the event that is being copied was recorded. */
export interface CopyClock extends Clock {
  set(recordedAt: Instant): void;
}

export const copyClock = (): CopyClock => {
  let now: Instant = new Date(0).toISOString();
  return {
    now: () => now,
    set: (recordedAt) => {
      now = recordedAt;
    },
  };
};

export interface CopyOptions {
  readonly source: EventStore;
  /** A store that records by {@link CopyOptions.clock}. */
  readonly target: CopyTarget;
  readonly clock: CopyClock;
  readonly signal: AbortSignal;
  /** Events of the source, as far as they were found in the target or copied. */
  readonly onProgress: (progress: { readonly position: Position; readonly events: number }) => void;
}

interface CopyTarget extends EventStore {
  /**
   * Appends one behind the other without waiting for the one before; absent for a store that does so with all that it is
   * asked for. After one that fails, the log has those before it, and tells what became of the others.
   */
  readonly appendsInOrder?: () => LineOfAppends;
}

interface LineOfAppends {
  append(
    stream: string,
    events: readonly NewEvent[],
    options: { readonly expectedRevision: 'no-stream' | Revision },
  ): Promise<unknown>;
  close(): void;
}

export interface Copied {
  readonly alreadyThere: number;
  readonly copied: number;
  /** Up to where of the source. */
  readonly position: Position;
}

/**
 * Copies a log event by event, in its order. What the target has already must be the beginning of the same log: so a copy
 * that was cut off goes on, wherever that was, and keeps no record of its own that could be wrong. It does the same itself
 * when an append fails that others were behind of.
 *
 * @throws {@link CliError} `copy-differs`
 */
export const copyLog = async (options: CopyOptions): Promise<Copied> => {
  let first: number | undefined;
  for (let failed: unknown; ; ) {
    const round = await oneRound(options, failed);
    first ??= round.alreadyThere;
    if (round.failed === undefined) {
      const { alreadyThere, copied, position } = round;
      return { alreadyThere: first, copied: alreadyThere + copied - first, position };
    }
    failed = round.failed;
  }
};

interface Round extends Copied {
  /** Why appends in flight were given up. The log tells what became of them. */
  readonly failed?: StoreUnavailable;
}

const oneRound = async (options: CopyOptions, failed: unknown): Promise<Round> => {
  const there = options.target.readAll()[Symbol.asyncIterator]();
  try {
    return await copyAfter(there, options, failed);
  } catch (error) {
    // What was in flight when a server failed may stand in the log without what was to be before it.
    if (failed === undefined || !(error instanceof CliError) || error.code !== 'copy-differs') throw error;
    const holed = `${error.message}; some appends were lost when the target failed, and later ones were not: begin again with an empty target`;
    throw new CliError('copy-differs', holed, { cause: failed });
  } finally {
    // Whoever leaves a reading open keeps its connection, and the process.
    await there.return?.();
  }
};

const copyAfter = async (
  there: AsyncIterator<RecordedEvent>,
  options: CopyOptions,
  failed: unknown,
): Promise<Round> => {
  const { source, signal, onProgress } = options;
  let [alreadyThere, copied, position] = [0, 0, 0];
  const appends = appending(options, { first: failed !== undefined });
  const groups = appendGroups();
  let next = await there.next();
  try {
    // A source that grows is followed to where it ends; each round has less to do than the one before.
    for (let before = -1; position > before && !signal.aborted; ) {
      before = position;
      for await (const event of source.readAll({ after: position })) {
        if (signal.aborted) break;
        if (next.done === true) {
          const group = groups.add(event);
          if (group !== undefined) await appends.add(group);
          copied += 1;
        } else {
          assertSame(event, next.value);
          alreadyThere += 1;
          next = await there.next();
        }
        position = event.position;
        onProgress({ position, events: alreadyThere + copied });
      }
    }
    if (next.done !== true && !signal.aborted) throw additional(next.value);
    const last = groups.take();
    if (last !== undefined) await appends.add(last);
    await appends.finished();
  } catch (error) {
    if (!(error instanceof InFlightFailed)) throw error;
    return { alreadyThere, copied, position, failed: error.cause };
  } finally {
    appends.close();
  }
  return { alreadyThere, copied, position };
};

/** An append failed that others may have been behind of. */
class InFlightFailed extends Error {
  override readonly cause: StoreUnavailable;

  constructor(cause: StoreUnavailable) {
    super(cause.message);
    this.cause = cause;
  }
}

/** What the log has to tell the outcome of. */
const isOpen = (error: unknown): error is StoreUnavailable =>
  error instanceof StoreUnavailable && error.details.reason !== 'no-batch-append';

const mostInFlight = { appends: 256, bytes: 8_000_000 };

/**
 * Appends groups in order, several under way at the same time.
 *
 * @param first whether the first is appended on its own, by a store that repeats it until it has an answer
 */
const appending = ({ target, clock }: CopyOptions, { first: alone }: { readonly first: boolean }) => {
  const line = target.appendsInOrder?.();
  const running: { readonly answer: Promise<unknown>; readonly bytes: number }[] = [];
  let bytes = 0;
  let isFirst = alone;
  const append = (to: LineOfAppends, { events }: AppendGroup): Promise<unknown> => {
    const [{ stream, revision, metadata }] = events;
    // The store asks for the time at once.
    clock.set(metadata.recordedAt);
    const copies = events.map(({ id, type, version, data, metadata: { recordedAt: _, ...rest } }) => ({
      id,
      type,
      version,
      data,
      metadata: rest,
    }));
    return to.append(stream, copies, { expectedRevision: revision === 0 ? 'no-stream' : revision - 1 });
  };
  const oldest = async (): Promise<void> => {
    const waited = running.shift();
    bytes -= waited?.bytes ?? 0;
    await waited?.answer.catch((error: unknown) => {
      throw line !== undefined && isOpen(error) ? new InFlightFailed(error) : error;
    });
  };
  const finished = async (): Promise<void> => {
    while (running.length > 0) await oldest();
  };
  return {
    async add(group: AppendGroup): Promise<void> {
      if (isFirst || group.bytes > mostAppendBytes) {
        isFirst = false;
        // What the server may refuse for itself has nothing behind it.
        await finished();
        await append(target, group);
        return;
      }
      while (
        running.length >= mostInFlight.appends ||
        (bytes > 0 && bytes + group.bytes > mostInFlight.bytes)
      )
        await oldest();
      const answer = append(line ?? target, group);
      // It is told when its turn comes.
      answer.catch(() => {});
      running.push({ answer, bytes: group.bytes });
      bytes += group.bytes;
    },
    finished,
    close(): void {
      line?.close();
    },
  };
};

export const assertSame = (source: RecordedEvent, target: RecordedEvent): void => {
  if (canonicalEvent(source) === canonicalEvent(target)) return;
  throw new CliError(
    'copy-differs',
    `the target has ${placeOf(target)} where the source has ${placeOf(source)}${sameEvent(source, target)}`,
  );
};

export const additional = (event: RecordedEvent): CliError =>
  new CliError('copy-differs', `the target has ${placeOf(event)}, and the source ends before it`);

const sameEvent = (a: RecordedEvent, b: RecordedEvent): string =>
  a.id === b.id && a.stream === b.stream && a.revision === b.revision ? ', with another content' : '';

const placeOf = ({ stream, revision, type }: RecordedEvent): string =>
  `${type}, revision ${revision} of ${stream}`;
