import type { EventStore, Position } from '@phananh/core';
import type { GatheringSink } from './sink.ts';

/** A transaction has so many events, or changes so many cases, at most: what waits for its end is held in memory. */
const eventsPerTransaction = 50_000;
const casesPerTransaction = 6_000;

/**
 * Fills tables that nobody reads yet up to the end of the log, in few transactions: a case is written once in each, however
 * much happened to it. Batches up to one that has an event that cannot be applied are applied one by one.
 *
 * @param until until then what comes into the log is taken in too, and the end is looked for after it
 * @param signal ends it; what was committed stays, and another call goes on from there
 */
export const fillFromLog = async (
  store: EventStore,
  sink: GatheringSink,
  { signal, until }: { readonly signal: AbortSignal; readonly until?: AbortSignal },
): Promise<void> => {
  try {
    if (until !== undefined) await fill(store, sink, AbortSignal.any([signal, until]), { toTheEnd: false });
    await fill(store, sink, signal, { toTheEnd: true });
  } finally {
    sink.drop();
  }
};

const fill = async (
  store: EventStore,
  sink: GatheringSink,
  signal: AbortSignal,
  { toTheEnd }: { readonly toTheEnd: boolean },
): Promise<void> => {
  let oneByOneUpTo: Position = -1;
  for (;;) {
    const failedAt = await fillUntilFailure(store, sink, signal, { toTheEnd, oneByOneUpTo });
    if (failedAt === undefined) return;
    oneByOneUpTo = failedAt;
  }
};

/** @returns up to where batches have to be applied one by one; undefined when it has come to its end */
const fillUntilFailure = async (
  store: EventStore,
  sink: GatheringSink,
  signal: AbortSignal,
  { toTheEnd, oneByOneUpTo }: { readonly toTheEnd: boolean; readonly oneByOneUpTo: Position },
): Promise<Position | undefined> => {
  const after = sink.position();
  let events = 0;
  let position = after ?? 0;
  for await (const batch of store.subscribe({ ...(after !== undefined && { after }), signal })) {
    position = batch.position;
    const atEnd = toTheEnd && batch.caughtUp;
    if (position <= oneByOneUpTo) sink.apply(batch);
    else {
      if (!sink.add(batch)) return position;
      events += batch.events.length;
      if (atEnd || events >= eventsPerTransaction || sink.waiting() >= casesPerTransaction) {
        if (!sink.commit()) return position;
        events = 0;
      }
    }
    if (atEnd) return undefined;
  }
  return sink.commit() ? undefined : position;
};
