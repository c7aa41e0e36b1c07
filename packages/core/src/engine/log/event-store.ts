import type { PhananhError } from '../base/errors.ts';
import type { Position, Revision } from '../base/places.ts';
import type { Instant } from '../base/time.ts';
import type { NewEvent, RecordedEvent } from './envelope.ts';

/** What an append demands of its stream: the revision of its last event, or one of three states. */
export type ExpectedRevision = Revision | 'no-stream' | 'stream-exists' | 'any';

/** Where another stream must still end for an append to be taken: what was decided on it is not true any more otherwise. */
export interface RelatedRevision {
  readonly stream: string;
  /** Of its last event; `no-stream` when it had none. */
  readonly revision: Revision | 'no-stream';
}

export interface AppendOptions {
  readonly expectedRevision: ExpectedRevision;
  /** Other streams that the decision was made on. Only for a store that {@link EventStore.checksRelated}. */
  readonly related?: readonly RelatedRevision[];
}

export interface Appended {
  /** Revision of the last event appended. */
  readonly revision: Revision;
  /** Position of the last event appended. */
  readonly position: Position;
}

export interface ReadStreamOptions {
  /** First revision to give, in the direction of reading. Default: the first event, or the last one when backwards. */
  readonly fromRevision?: Revision;
  /** Last revision to give, in the direction of reading, itself included. */
  readonly toRevision?: Revision;
  readonly backwards?: boolean;
  /** Most events to give. 0 gives none. */
  readonly limit?: number;
}

export interface ReadAllOptions {
  /** Give what comes after this position. Default: from the beginning. */
  readonly after?: Position;
  readonly limit?: number;
  /** Give only events of streams whose name begins so. */
  readonly streamPrefix?: string;
}

export interface SubscribeOptions {
  readonly after?: Position;
  readonly streamPrefix?: string;
  /** Ends the subscription: its iterator finishes without an error. */
  readonly signal: AbortSignal;
}

/** What somebody did to a stream with the tools of a server, outside phananh. */
export interface StreamDeletion {
  readonly stream: string;
  /**
   * `soft-deleted` and `truncated` streams come back when the deletion is taken back before the server has removed their events
   * for good; `tombstoned` ones never do. `restored`: it was taken back.
   */
  readonly how: StreamDeletionKind | 'restored';
  /** Of the record that says so. */
  readonly position: Position;
  readonly recordedAt: Instant;
}

export type StreamDeletionKind = 'soft-deleted' | 'truncated' | 'tombstoned';

/** Events in log order, and how far the log has been read. */
export interface Batch {
  /** Can be empty: when only events that the prefix leaves out were passed, or in the first batch at the end of the log. */
  readonly events: readonly RecordedEvent[];
  /** Streams that were deleted, in log order. Absent: none. Their events, as far as they are left, are given as ever. */
  readonly deletions?: readonly StreamDeletion[];
  /** Checkpoint: whoever has handled this batch resumes with `after: position`. */
  readonly position: Position;
  /** True when nothing newer was in the log when the batch was read. */
  readonly caughtUp: boolean;
}

/** How a store does, beside what single calls answer. */
export interface StoreHealth {
  /** Why nothing can be written, or what is stored is not right; undefined: nothing is known against it. */
  readonly failure?: PhananhError;
  /** What is stored is being looked through, up to a position so far. */
  readonly check?: { readonly position: Position; readonly of: Position };
}

/**
 * The event store port.
 *
 * Errors: {@link InvalidAppend}, {@link WrongExpectedRevision}, {@link EventIdConflict}, {@link EventTooLarge},
 * {@link StoreUnavailable} (safe to repeat with the same event ids), {@link StoreCorrupt}.
 */
export interface EventStore {
  /**
   * Whether an append can name other streams and is refused when one of them has moved, with nothing in between. Absent: it
   * cannot, and an append that names some is refused with {@link InvalidAppend}.
   */
  readonly checksRelated?: boolean;
  /**
   * Whether an append is refused when one of its ids is in any other stream, whoever wrote it and however long ago. Absent: ids of streams that
   * this store has not read may be taken again, as where a server looks for them in one stream only.
   */
  readonly knowsEveryId?: boolean;
  /**
   * Appends events atomically at the end of a stream, at least one.
   *
   * The stream's own expected revision is looked at first, then the related streams in their order: the one that is elsewhere
   * is named by {@link WrongExpectedRevision}.
   *
   * An append whose event ids are all in the log already, at consecutive revisions of this stream and with the same
   * content, is a repeat: it answers as the first did, whatever it expects and whatever was appended since.
   */
  append(stream: string, events: readonly NewEvent[], options: AppendOptions): Promise<Appended>;
  /** The events of a stream; none when there is no such stream. */
  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent>;
  /** The events of the whole log in order of position. */
  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>;
  /**
   * Catch-up, then live: every event after a position, once and in order. Ends only by its signal or by leaving the loop.
   *
   * Who begins at the end of the log gets one empty batch at once, so that they know that they have caught up.
   */
  subscribe(options: SubscribeOptions): AsyncIterable<Batch>;
  /**
   * Tells by a recorded event whether its command had a digest: for a store that keeps digests under keys. Absent: a digest is what
   * was recorded.
   */
  digestOf?(event: RecordedEvent): Promise<(digest: string) => boolean>;
  /**
   * Which personal values of a stream can be destroyed alone, because each is encrypted under a key of its own: by revision their pointers in the
   * data. Absent: none.
   */
  ownKeysIn?(stream: string): Promise<ReadonlyMap<Revision, readonly string[]>>;
  /**
   * Digests of values under a key of the log: for read models that find something by a value which they must not have. Without the key
   * nobody can try values out. Undefined, as where this is absent: the log has no key, and such values stand in it in clear.
   */
  keyedDigests?(values: readonly string[]): Promise<readonly string[] | undefined>;
  /**
   * The streams of which events are missing, or soon will be, because somebody deleted them: each as it stands now. Absent: nobody
   * can, but through the port.
   */
  deletedStreams?(): Promise<readonly StreamDeletion[]>;
  /** How the store does; what may have passed is tried again. A store without it is well for as long as it can be read. */
  health?(): Promise<StoreHealth>;
  /** Position of the last event, 0 when there is none: of a log in which every position up to it was given to an event. */
  end?(): Position;
  /**
   * When the log recorded its last event, whatever that is; undefined when it has none. Absent: the store tells the clock that it
   * was given itself, or does not know.
   */
  lastRecorded?(): Promise<{ readonly recordedAt: Instant; readonly position: Position } | undefined>;
  /** Finishes what was accepted and releases everything. Later calls are refused with {@link StoreUnavailable}. */
  close(): Promise<void>;
}
