import { setImmediate } from 'node:timers/promises';
import type { Clock, EventStore, NewEvent, RecordedEvent } from '@phananh/core';
import type { Appended, ExpectedRevision, ReadStreamOptions } from '@phananh/core/engine';

/** A store that answers before its appends are on the disk. */
export interface StoreAhead {
  readonly store: EventStore;
  /**
   * Lets the disk come after, at a moment when no command is on its way: so that what others find, and in which order, is the same
   * however fast the disk is.
   */
  breathe(): Promise<void>;
  /** When everything that was answered is on the disk. Rejects when it is not. */
  settled(): Promise<void>;
}

/** Appends that are answered and may not be written; their events are held in memory. */
const mostAhead = 1_024;

/** After so many appends others have their turn, so that one group is written while the next is decided. */
const appendsPerTurn = 128;

/**
 * Answers each append with what the store will answer, and compares the two: a store without other writers puts events one
 * after another. So years of a province need not wait at every break of every day until a disk has seen the last of it. What
 * is lost when the process ends is made anew, because the whole store is.
 *
 * @param store an empty one
 * @param clock the store's own
 */
export const aheadOf = (store: EventStore, clock: Clock): StoreAhead => {
  const recent = new Map<string, readonly RecordedEvent[]>();
  /** The streams of the last appends with how many events each got. */
  const appended: { readonly stream: string; readonly events: number }[] = [];
  const writing = new Set<Promise<void>>();
  let last: number | undefined;
  let sinceTurn = 0;
  let failure: { readonly error: unknown } | undefined;

  const demandNoFailure = (): void => {
    if (failure !== undefined) throw failure.error;
  };

  const compare = async (stream: string, answer: Appended, writes: Promise<Appended>): Promise<void> => {
    try {
      const { revision, position } = await writes;
      if (revision !== answer.revision || position !== answer.position)
        throw new Error(`${stream} has revision ${revision} at position ${position}, not as it was answered`);
    } catch (error) {
      failure ??= { error };
    }
  };

  const append: EventStore['append'] = async (stream, events, { expectedRevision }) => {
    demandNoFailure();
    const writes = store.append(stream, events, { expectedRevision });
    const first = firstRevision(expectedRevision);
    if (last === undefined || first === undefined) {
      // The first one tells where the log begins.
      const { revision, position } = await writes;
      last = Math.max(last ?? 0, position);
      return { revision, position };
    }
    const recorded = recordedAs(stream, events, { revision: first, position: last + 1, at: clock.now() });
    last += events.length;
    const answer: Appended = { revision: first + events.length - 1, position: last };
    recent.set(stream, [...(recent.get(stream) ?? []), ...recorded]);
    appended.push({ stream, events: events.length });
    sinceTurn += 1;
    const compared = compare(stream, answer, writes);
    writing.add(compared);
    void compared.then(() => writing.delete(compared));
    return answer;
  };

  const readStream: EventStore['readStream'] = (stream, options) => {
    demandNoFailure();
    const held = recent.get(stream);
    return held === undefined ? store.readStream(stream, options) : readBoth(store, stream, held, options);
  };

  /** What is written for certain is read from the store again. */
  const forgetWritten = (): void => {
    for (const { stream, events } of appended.splice(0, appended.length - mostAhead)) {
      const held = recent.get(stream)?.slice(events) ?? [];
      if (held.length > 0) recent.set(stream, held);
      else recent.delete(stream);
    }
  };

  return {
    store: { ...store, append, readStream },
    breathe: async () => {
      if (sinceTurn < appendsPerTurn) return;
      sinceTurn = 0;
      await setImmediate();
      while (writing.size > mostAhead) await Promise.race(writing);
      demandNoFailure();
      if (appended.length > mostAhead) forgetWritten();
    },
    settled: async () => {
      await Promise.all(writing);
      demandNoFailure();
    },
  };
};

/** Of the events of an append; undefined when only the store knows it. */
const firstRevision = (expected: ExpectedRevision): number | undefined => {
  if (expected === 'no-stream') return 0;
  return typeof expected === 'number' ? expected + 1 : undefined;
};

/** What a stream has before the events that are held, and then these: forwards, whole, as commands read. */
async function* readBoth(
  store: EventStore,
  stream: string,
  held: readonly RecordedEvent[],
  { fromRevision = 0, toRevision = Number.MAX_SAFE_INTEGER, limit, backwards }: ReadStreamOptions = {},
): AsyncGenerator<RecordedEvent> {
  if (limit !== undefined || backwards !== undefined)
    throw new TypeError('events that are held are read whole');
  const begin = held[0]?.revision ?? 0;
  if (fromRevision < begin)
    yield* store.readStream(stream, { fromRevision, toRevision: Math.min(toRevision, begin - 1) });
  for (const event of held) if (event.revision >= fromRevision && event.revision <= toRevision) yield event;
}

const recordedAs = (
  stream: string,
  events: readonly NewEvent[],
  { revision, position, at }: { readonly revision: number; readonly position: number; readonly at: string },
): readonly RecordedEvent[] =>
  events.map((event, index) => ({
    ...event,
    stream,
    revision: revision + index,
    position: position + index,
    metadata: { ...event.metadata, recordedAt: at },
  }));
