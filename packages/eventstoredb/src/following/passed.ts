import type { Batch, Position, RecordedEvent, StreamDeletion } from '@phananh/core/store';
import type { Head } from '../reading/head.ts';

/**
 * The queue between a subscription and its reader: events that came and were not taken yet, and up to which position the log was looked
 * through for them.
 *
 * A checkpoint moves the end of the same queue, so that a reader is never told of a position beyond an event that it has not got.
 */
export interface Passed {
  /** The position up to which everything has come in. */
  readonly end: Position;
  readonly size: number;
  /** Whether everything up to the end of the log, as far as it is known, has come in. */
  readonly atHead: boolean;
  /** Whether a batch can be taken: there are enough events for one, or no more are on their way. */
  readonly ready: boolean;
  /** A new connection begins. @param head where the log ended then */
  begin(head: Head): void;
  event(event: RecordedEvent): void;
  deletion(deletion: StreamDeletion): void;
  /** A record came that is not for the reader. */
  over(position: Position): void;
  /** The server has looked through the log up to a position, and sent everything that the filter lets through. */
  checkpoint(position: Position): void;
  /** The server says that it has sent everything, and sends what is written from now on. */
  caughtUp(): void;
  fellBehind(): void;
  /** A batch may be taken from now on, however few events there are. */
  settle(): void;
  take(): Batch | undefined;
}

/** Events of one batch. A reader handles a batch in one turn of the loop, in which nothing else can run. */
const eventsPerBatch = 500;

/** Stands for an end of the log that is not known: no position is as high. */
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
      // After a drop the server may send again what it had sent before.
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
      // The end at the beginning of the connection says nothing of the end now.
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
