import type { EventStore, Position } from '@phananh/core';
import type { GatheringSink } from './sink.ts';

/** How many events, and how many changed cases, one transaction takes in. The rows of changed cases are in memory until then. */
export interface FillLimits {
  readonly events: number;
  readonly cases: number;
}

const usualLimits: FillLimits = { events: 50_000, cases: 6_000 };

/** An import appends all events of a case together: a larger transaction would write no case less often, and take more memory. */
const limitsBesideImport: FillLimits = { events: 50_000, cases: 1_000 };

interface Filling {
  readonly signal: AbortSignal;
  /** Until it is aborted, the log is followed; then its end is read up to. Absent: only that. */
  readonly until?: AbortSignal;
  readonly limits?: FillLimits;
  /** Called after each transaction that took in several batches. */
  readonly onCommitted?: () => void;
}

/**
 * Fills tables that nobody reads yet up to the end of the log, in few transactions: each writes the row of a case once, however many of
 * its events it takes in. When an event cannot be applied, the transaction is rolled back, and its batches are applied one by one, so
 * that the stream of that event is found and parked.
 *
 * When the signal is aborted, what was committed stays, and another call goes on from there.
 */
export const fillFromLog = async (
  store: EventStore,
  sink: GatheringSink,
  {
    signal,
    until,
    limits = until === undefined ? usualLimits : limitsBesideImport,
    onCommitted = () => {},
  }: Filling,
): Promise<void> => {
  const committing = { limits, onCommitted };
  try {
    if (until !== undefined) await fill(store, sink, AbortSignal.any([signal, until]), committing, false);
    await fill(store, sink, signal, committing, true);
  } finally {
    sink.drop();
  }
};

/** After how much a transaction is committed, and who is told of it. */
type Committing = Required<Pick<Filling, 'limits' | 'onCommitted'>>;

const fill = async (
  store: EventStore,
  sink: GatheringSink,
  signal: AbortSignal,
  committing: Committing,
  toTheEnd: boolean,
): Promise<void> => {
  let oneByOneUpTo: Position | undefined = -1;
  while (oneByOneUpTo !== undefined)
    oneByOneUpTo = await fillUntilFailure(store, sink, signal, committing, { toTheEnd, oneByOneUpTo });
};

/** @returns the position up to which batches have to be applied one by one; undefined when the end was reached, or the signal aborted */
const fillUntilFailure = async (
  store: EventStore,
  sink: GatheringSink,
  signal: AbortSignal,
  { limits, onCommitted }: Committing,
  { toTheEnd, oneByOneUpTo }: { readonly toTheEnd: boolean; readonly oneByOneUpTo: Position },
): Promise<Position | undefined> => {
  const after = sink.position();
  let events = 0;
  let position = after ?? 0;
  for await (const batch of store.subscribe({ ...(after !== undefined && { after }), signal })) {
    position = batch.position;
    const isEnd = toTheEnd && batch.caughtUp;
    await sink.prepare?.(batch);
    if (position <= oneByOneUpTo) sink.apply(batch);
    else {
      if (!sink.add(batch)) return position;
      events += batch.events.length;
      if (isEnd || events >= limits.events || sink.waiting() >= limits.cases) {
        if (!sink.commit()) return position;
        onCommitted();
        events = 0;
      }
    }
    if (isEnd) return undefined;
  }
  return sink.commit() ? undefined : position;
};
