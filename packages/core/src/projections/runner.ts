import type { Batch, EventStore, Position } from '../engine/index.ts';

/** What projections write to. A batch is applied with its checkpoint in one transaction, or not at all. */
export interface ProjectionSink {
  /** Checkpoint: where to go on. Undefined: from the beginning. */
  position(): Position | undefined;
  /** Reads what the batch needs beside itself, before `apply`. */
  prepare?(batch: Batch): Promise<void>;
  apply(batch: Batch): void;
}

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
  for await (const batch of store.subscribe({ ...(after !== undefined && { after }), signal })) {
    await sink.prepare?.(batch);
    sink.apply(batch);
    onApplied?.(batch.position);
    if (toTheEnd && batch.caughtUp) return;
  }
};
