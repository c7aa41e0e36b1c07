import type { Instant, RecordedEvent } from '@phananh/core';

/** The first event of a stream that nothing can be prepared for, and why. */
export interface Unprepared {
  readonly event: RecordedEvent;
  readonly error: unknown;
}

/** Folds batches of events into tables. The sink calls it within the transaction that saves its checkpoint too. */
export interface Projection {
  readonly name: string;
  /** What is left out where an operator had an event skipped: that event, or its whole stream. Default: the event. */
  readonly skips?: 'event' | 'stream';
  /** Reads what these events need beside themselves, before `apply` gets them. @returns the events for which it could not be read */
  prepare?(events: readonly RecordedEvent[]): Promise<readonly Unprepared[]>;
  /** Takes events in. It may keep the changed rows in memory, until `flush` writes them. */
  apply(events: readonly RecordedEvent[]): void;
  /** Writes the rows that `apply` kept. Called before the transaction is committed. */
  flush?(): void;
  /** About how many rows `flush` would write. */
  waiting?(): number;
  /** Forgets the rows that it kept. Called when the transaction was rolled back. */
  forget?(): void;
  /** Brings rows up to a moment that change by time alone, such as verdicts. @returns how many rows it changed */
  settle?(now: Instant): number;
  /** Called while tables are built anew, after each commit, when no transaction is open. */
  committed?(): void;
  /** Called once when tables that are built anew have every event of the log. */
  filled?(): void;
}

/** How tables that are built anew differ from those that are followed. */
export interface BuiltAnew {
  /** The moment as of which rows that change by time are written. */
  readonly judgedAt: Instant;
  /** Most rows that one transaction takes in. Default: what memory allows. */
  readonly rowsAtOnce?: number;
}
