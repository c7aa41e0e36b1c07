import type { Clock, EventStore, Instant, Position, RecordedEvent } from '@phananh/core';
import { CliError } from '../errors.ts';
import { type AppendGroup, appendGroups } from './append-groups.ts';
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
  readonly target: EventStore;
  readonly clock: CopyClock;
  /**
   * Appends that are under way at the same time. More than one only for a store that writes them in the order in which they
   * were asked for.
   */
  readonly appendsAtOnce: number;
  readonly signal: AbortSignal;
  /** Events of the source, as far as they were found in the target or copied. */
  readonly onProgress: (progress: { readonly position: Position; readonly events: number }) => void;
}

export interface Copied {
  readonly alreadyThere: number;
  readonly copied: number;
  /** Up to where of the source. */
  readonly position: Position;
}

/**
 * Copies a log event by event, in its order. What the target has already must be the beginning of the same log: so a copy
 * that was cut off goes on, wherever that was, and keeps no record of its own that could be wrong.
 *
 * @throws {@link CliError} `copy-differs`
 */
export const copyLog = async (options: CopyOptions): Promise<Copied> => {
  const there = options.target.readAll()[Symbol.asyncIterator]();
  try {
    return await copyAfter(there, options);
  } finally {
    // Whoever leaves a reading open keeps its connection, and the process.
    await there.return?.();
  }
};

const copyAfter = async (there: AsyncIterator<RecordedEvent>, options: CopyOptions): Promise<Copied> => {
  const { source, signal, onProgress } = options;
  let [alreadyThere, copied, position] = [0, 0, 0];
  const appends = appending(options);
  const groups = appendGroups();
  let next = await there.next();
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
  return { alreadyThere, copied, position };
};

/** Appends groups in order, so many under way at the same time. */
const appending = ({ target, clock, appendsAtOnce }: CopyOptions) => {
  const running: Promise<unknown>[] = [];
  const append = ([first, ...others]: AppendGroup): Promise<unknown> => {
    // The store asks for the time at once.
    clock.set(first.metadata.recordedAt);
    const events = [first, ...others].map(
      ({ id, type, version, data, metadata: { recordedAt: _, ...metadata } }) => ({
        id,
        type,
        version,
        data,
        metadata,
      }),
    );
    const expectedRevision = first.revision === 0 ? 'no-stream' : first.revision - 1;
    return target.append(first.stream, events, { expectedRevision });
  };
  return {
    async add(group: AppendGroup): Promise<void> {
      if (running.length >= appendsAtOnce) await running.shift();
      const answer = append(group);
      // It is told when its turn comes.
      answer.catch(() => {});
      running.push(answer);
    },
    async finished(): Promise<void> {
      for (const answer of running) await answer;
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
