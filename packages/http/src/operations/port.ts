import type { Instant } from '@phananh/core';
import type { TimerIndex } from '@phananh/core/engine';
import type { ParkedStream, Rebuild, SkippedEvent } from '@phananh/core/read-models';

/** Which parked reactions are meant: one by its event and place, or all of an event. */
interface NamedReactions {
  readonly eventId?: string;
  readonly index?: number | null;
}

/** What an event causes and could not be given. */
interface NotGiven {
  readonly eventId: string;
  /** Which of those that the event causes; null: what it causes could not be told. */
  readonly index: number | null;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly workflow: string | null;
  readonly subjectId: string | null;
  readonly command: string | null;
  readonly message: string;
}

export interface ParkedReaction extends NotGiven {
  readonly parkedAt: Instant;
  readonly attempts: number;
}

export interface LeftOutReaction extends NotGiven {
  readonly reason: string;
  readonly skippedAt: Instant;
}

/** What the operators of a host see to: `operations` of what `runReports` of `@phananh/sqlite` gives. */
export interface HostOperations {
  parked(): readonly ParkedStream[];
  skipped(): readonly SkippedEvent[];
  /** How many orders wait to be carried out by whoever follows the log. */
  waitingOrders(): number;
  /** Notes what is to be done with parked streams. @returns those that are meant */
  orderParked(
    order: { readonly stream?: string; readonly projection?: string } & (
      | { readonly action: 'retry' }
      | { readonly action: 'skip'; readonly reason: string }
    ),
  ): readonly unknown[];
  /** Has all read models computed anew from the log, while those that are there serve on. @returns false where that is done already */
  orderRebuild(order?: { readonly retrySkipped?: boolean }): boolean;
  /** How far that is, or how it ended; undefined: they were not since the host has started. */
  rebuilding(): Rebuild | undefined;
  /** Which timers are pending, whether or not any fire here. */
  readonly pendingTimers: TimerIndex;
  readonly reactions: {
    standing(): readonly ParkedReaction[];
    leftOut(): readonly LeftOutReaction[];
    /** Notes what is to be tried again. @returns those that are meant */
    want(named: NamedReactions): readonly unknown[];
    /** Has them left out for ever. @returns those that were meant */
    leaveOut(named: NamedReactions, reason: string): readonly unknown[];
  };
}
