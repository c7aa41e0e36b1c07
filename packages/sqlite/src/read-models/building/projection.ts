import type { Instant, RecordedEvent } from '@phananh/core';

/** The first event of a stream that nothing can be prepared for, and why. */
export interface Unprepared {
  readonly event: RecordedEvent;
  readonly error: unknown;
}

/** Folds batches of events into tables. Runs in a transaction with its checkpoint. */
export interface Projection {
  readonly name: string;
  /** What of a stream is left out where one of its events is to be skipped. Default: the event. */
  readonly skips?: 'event' | 'stream';
  /** Reads what these events need beside themselves, before `apply` is given the same; tells what it could not. */
  prepare?(events: readonly RecordedEvent[]): Promise<readonly Unprepared[]>;
  /** Takes events in. What they make of the tables may be written only by `flush`, once for several batches. */
  apply(events: readonly RecordedEvent[]): void;
  /** Writes everything that was taken in: the transaction is about to be committed. */
  flush?(): void;
  /** How many rows wait for it, about. */
  waiting?(): number;
  /** Forgets what it holds in memory: the transaction was rolled back. */
  forget?(): void;
  /** Brings up to a moment what changes although nothing happens; how many rows. */
  settle?(now: Instant): number;
  /** While tables are built anew: several batches were committed, and no transaction is open. */
  committed?(): void;
  /** Tables that were built anew have every event: what is done once at the end. */
  filled?(): void;
}

/** How tables that are built anew differ from those that are followed. */
export interface BuiltAnew {
  /** Up to when what changes with time is brought. */
  readonly judgedAt: Instant;
  /** How many rows are taken in between two transactions. Default: what memory allows. */
  readonly rowsAtOnce?: number;
}
