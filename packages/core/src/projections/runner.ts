import type { Batch, EventStore, Instant, Position, StreamDeletion } from '../engine/index.ts';

/** What projections write to. A batch is applied with its checkpoint in one transaction, or not at all. */
export interface ProjectionSink {
  /** Checkpoint: where to go on. Undefined: from the beginning. */
  position(): Position | undefined;
  /** Reads what the batch needs beside itself, before `apply`. */
  prepare?(batch: Batch): Promise<void>;
  apply(batch: Batch): void;
  /** Brings up to a moment what changes although nothing happens, such as verdicts; how many rows, 0 when nothing is left. */
  settle?(now: Instant): number;
}

/** While it is behind, a transaction takes so many events: each has a cost of its own. */
const eventsPerTransaction = 5_000;

/** Follows the log into a sink: catch-up, then live, until the signal or, when it is asked for, until the end of the log. */
export const runProjections = async ({
  store,
  sink,
  signal,
  onApplied,
  toTheEnd = false,
}: {
  readonly store: EventStore;
  readonly sink: ProjectionSink;
  readonly signal: AbortSignal;
  readonly onApplied?: (position: Position) => void;
  /** Stop as soon as nothing newer is in the log. */
  readonly toTheEnd?: boolean;
}): Promise<void> => {
  const after = sink.position();
  let waiting: Batch['events'][number][] = [];
  let deletions: StreamDeletion[] = [];
  for await (const batch of store.subscribe({ ...(after !== undefined && { after }), signal })) {
    for (const event of batch.events) waiting.push(event);
    deletions.push(...(batch.deletions ?? []));
    if (!batch.caughtUp && waiting.length < eventsPerTransaction) continue;
    const whole = { ...batch, events: waiting, ...(deletions.length > 0 && { deletions }) };
    [waiting, deletions] = [[], []];
    await sink.prepare?.(whole);
    sink.apply(whole);
    onApplied?.(batch.position);
    if (toTheEnd && batch.caughtUp) return;
  }
};
