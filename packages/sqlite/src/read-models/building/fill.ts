import type { EventStore, Position } from '@phananh/core';
import type { GatheringSink } from './sink.ts';

/** How much is taken in before it is committed. What waits for that is held in memory. */
export interface FillLimits {
  readonly events: number;
  readonly cases: number;
}

const usualLimits: FillLimits = { events: 50_000, cases: 6_000 };

/** An import brings each case whole: larger transactions would write none of them less often, and hold more in memory. */
const limitsBesideImport: FillLimits = { events: 50_000, cases: 1_000 };

interface Filling {
  readonly signal: AbortSignal;
  /** Until then what comes into the log is taken in too, and the end is looked for after it. */
  readonly until?: AbortSignal;
  readonly limits?: FillLimits;
  /** Called after each transaction that took in several batches. */
  readonly onCommitted?: () => void;
}

/**
 * Fills tables that nobody reads yet up to the end of the log, in few transactions: a case is written once in each, however
 * much happened to it. Batches up to one that has an event that cannot be applied are applied one by one.
 *
 * When the signal ends it, what was taken in stays, and another call goes on from there.
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

/** When a transaction is committed, and who is told. */
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

/** @returns up to where batches have to be applied one by one; undefined when it has come to its end */
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
