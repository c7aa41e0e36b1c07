import type { Revision } from '../base/places.ts';
import type { Instant } from '../base/time.ts';
import type { Timer } from '../workflow/workflow.ts';

/** The earliest pending timer of a stream, as its state at a revision says. */
export interface IndexedTimer extends Pick<Timer, 'key' | 'at' | 'command'> {
  readonly stream: string;
  readonly revision: Revision;
}

/** What a stream has pending after an event: its earliest timer, or none. */
export interface NextTimer {
  readonly stream: string;
  readonly revision: Revision;
  readonly timer: Pick<Timer, 'key' | 'at' | 'command'> | undefined;
}

/**
 * Which streams have something to fire, and when first: a projection of the log, disposable and a little behind it. It
 * only says where to look. What fires is decided on the stream itself, so that an index that is stale, or gone, loses
 * nothing and repeats nothing.
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
  /** When the earliest of all is due; undefined when none is pending. */
  next(): Instant | undefined;
}
