import type { Batch, Position, RecordedEvent, StreamDeletion } from '@phananh/core/store';
import type { Head } from '../reading/head.ts';

/**
 * What a subscription has been given and its reader has not asked for yet, in the order of the log: events, and how far the
 * log was looked through for them.
 *
 * A checkpoint stands in the same line as the events, so that it never gets ahead of one that nobody has handled.
 */
export interface Passed {
  /** The last position that went in. */
  readonly end: Position;
  readonly size: number;
  /** Whether nothing newer is known of. */
  readonly atHead: boolean;
  /** Whether there is enough for a batch, or nothing more to wait for. */
  readonly ready: boolean;
  /** A new connection begins, when the log ended there. */
  begin(head: Head): void;
  event(event: RecordedEvent): void;
  deletion(deletion: StreamDeletion): void;
  /** A record that nobody is given. */
  over(position: Position): void;
  /** @param position at which nothing was left out */
  checkpoint(position: Position): void;
  /** The server has nothing more: what it had when the connection began was passed. */
  caughtUp(): void;
  fellBehind(): void;
  /** From now on what is there goes out, however little. */
  settle(): void;
  take(): Batch | undefined;
}

/** Small enough that handling a batch holds nothing up for long. */
const eventsPerBatch = 500;

/** Nothing proves that it was reached. */
const unknownHead: Head = { any: Number.POSITIVE_INFINITY, passed: Number.POSITIVE_INFINITY };

export const passedEvents = (after: Position): Passed => {
  let events: RecordedEvent[] = [];
  let deletions: StreamDeletion[] = [];
  let end = after;
  let told = { position: after, caughtUp: false };
  let head: Head = unknownHead;
  let live = false;
  let settled = false;
  const atHead = () => live || end >= head.passed;

  return {
    get end() {
      return end;
    },
    get size() {
      return events.length + deletions.length;
    },
    get atHead() {
      return atHead();
    },
    get ready() {
      const news = end > told.position || (atHead() && !told.caughtUp);
      return news && (settled || this.size >= eventsPerBatch);
    },
    begin(ended) {
      head = ended;
      live = false;
    },
    event(event) {
      // The server may give again what it gave before a drop.
      if (event.position <= end) return;
      events.push(event);
      end = event.position;
      settled = false;
    },
    deletion(deletion) {
      if (deletion.position <= end) return;
      deletions.push(deletion);
      end = deletion.position;
      settled = false;
    },
    over(position) {
      if (position > end) end = position;
    },
    checkpoint(position) {
      if (position <= end) return;
      end = position;
      settled = true;
    },
    caughtUp() {
      if (head !== unknownHead) end = Math.max(end, head.any);
      live = true;
      settled = true;
    },
    fellBehind() {
      live = false;
      // What it was when the connection began proves nothing any more.
      head = unknownHead;
    },
    settle() {
      settled = true;
    },
    take() {
      if (!this.ready) return undefined;
      const given = events.slice(0, eventsPerBatch);
      events = events.slice(eventsPerBatch);
      const whole = events.length === 0;
      const position = whole ? end : (given.at(-1)?.position ?? end);
      told = { position, caughtUp: whole && atHead() };
      const deleted = deletions.filter((deletion) => deletion.position <= position);
      deletions = deletions.slice(deleted.length);
      return { events: given, ...(deleted.length > 0 && { deletions: deleted }), ...told };
    },
  };
};
