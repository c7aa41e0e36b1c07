import type { Revision } from '../base/places.ts';
import type { Instant } from '../base/time.ts';
import type { Timer } from '../workflow/workflow.ts';

/** The earliest timer that is pending in a stream at a revision. */
export interface IndexedTimer extends Pick<Timer, 'key' | 'at' | 'command'> {
  readonly stream: string;
  readonly revision: Revision;
}

/** The earliest timer that is pending in a stream after an event, or none. */
export interface NextTimer {
  readonly stream: string;
  readonly revision: Revision;
  readonly timer: Pick<Timer, 'key' | 'at' | 'command'> | undefined;
}

/**
 * Which streams have a pending timer, and when the earliest is due: a projection of the log, a little behind it, that can be computed anew. It
 * only says which streams to look at. Whether a timer fires is decided on the stream itself: an index that is behind, or lost, makes no
 * timer fire twice or never.
 */
export interface TimerIndex {
  /**
   * Streams whose earliest timer is due at an instant or was before, by instant and name.
   *
   * @param page.after goes on where a page ended
   */
  due(
    at: Instant,
    page: { readonly limit: number; readonly after?: Pick<IndexedTimer, 'at' | 'stream'> },
  ): readonly IndexedTimer[];
  /** When the earliest of all timers is due; undefined when none is pending. */
  next(): Instant | undefined;
}
