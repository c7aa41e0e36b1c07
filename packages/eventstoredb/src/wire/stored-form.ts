import {
  type EventMetadata,
  faultyEvent,
  type Instant,
  instantOf,
  isInstant,
  type JsonObject,
  type PlacedEvent,
  type Position,
  type RecordedEvent,
  type SerialisedEvent,
  StoreCorrupt,
  StoreUnavailable,
  UnknownEvent,
} from '@phananh/core/store';
import type { OutgoingEvent } from './batch-append.ts';
import type { ServerPosition, ServerRecord } from './client.ts';

/**
 * The metadata of an event on the server: ours, and the version of the data. Correlation and causation have the names by which the server's
 * own projections find them (`$by_correlation_id`).
 */
interface StoredMetadata extends Omit<EventMetadata, 'correlationId' | 'causationId'> {
  readonly version: number;
  readonly $correlationId: string;
  readonly $causationId: string | null;
  /** When another log recorded the event, in a copy. For all other events it is the server's `created`. */
  readonly recordedAt?: Instant;
}

/** Checked by hand: a zod schema would take a fifth of the time of reading an event. */
const isOurs = (metadata: unknown): metadata is StoredMetadata => {
  if (!isObject(metadata)) return false;
  const { version, actor, commandId, commandDigest, $correlationId, $causationId } = metadata;
  const { occurredAt, recordedAt } = metadata;
  return (
    Number.isSafeInteger(version) &&
    Number(version) >= 1 &&
    isObject(actor) &&
    typeof actor.kind === 'string' &&
    typeof actor.id === 'string' &&
    typeof commandId === 'string' &&
    typeof commandDigest === 'string' &&
    typeof $correlationId === 'string' &&
    (typeof $causationId === 'string' || $causationId === null) &&
    typeof occurredAt === 'string' &&
    (recordedAt === undefined || (typeof recordedAt === 'string' && isInstant(recordedAt)))
  );
};

/** @param recordedAt when another log recorded the event, in a copy; undefined for a new event */
export const outgoingEventOf = (
  { id, type, version, data, metadata }: SerialisedEvent,
  recordedAt?: Instant,
): OutgoingEvent => {
  const parsed: EventMetadata & { readonly recordedAt?: unknown } = JSON.parse(metadata);
  // `recordedAt` is the store's to say: what a caller wrote there is dropped.
  const { correlationId, causationId, recordedAt: _, ...rest } = parsed;
  const stored = {
    version,
    ...rest,
    $correlationId: correlationId,
    $causationId: causationId,
    ...(recordedAt !== undefined && { recordedAt }),
  };
  return { id, type, data, metadata: JSON.stringify(stored) };
};

/** Says what is wrong with an event that was read; undefined when nothing is. */
export type FindFault = (event: RecordedEvent) => string | undefined;

/**
 * Makes an event of a record.
 *
 * @throws {@link UnknownEvent} for an event that phananh did not write, {@link StoreCorrupt} for one whose JSON is broken
 */
export const soundEventOf = (record: ServerRecord, findFault: FindFault): RecordedEvent => {
  const event = recordedEventOf(record);
  const fault = findFault(event);
  if (fault === undefined) return event;
  const { stream, revision, type } = event;
  throw new UnknownEvent(
    `the event ${revision} of ${stream} (${type}) was not written by phananh: ${fault}`,
    placeOf(record),
  );
};

/**
 * The same for followers of the log: an event that cannot be used is given with its `fault`, so that only its own stream is parked.
 *
 * @throws {@link UnknownEvent} for a record without a position
 */
export const followedEventOf = (record: ServerRecord, findFault: FindFault): RecordedEvent => {
  try {
    return soundEventOf(record, findFault);
  } catch (error) {
    if (!(error instanceof UnknownEvent || error instanceof StoreCorrupt)) throw error;
    const { streamId: stream, id, type } = record;
    const place = { id, type, stream, revision: Number(record.revision), position: positionOf(record) };
    return faultyEvent({ ...place, recordedAt: instantOf(record.created.getTime()) }, error.message);
  }
};

/** As {@link soundEventOf}, without a look at the data: for what the store itself has to know of a stream. */
export const recordedEventOf = (record: ServerRecord): RecordedEvent => {
  const { streamId: stream, id, type } = record;
  const revision = Number(record.revision);
  if (record.metadata instanceof Uint8Array || (record.isJson && typeof record.data === 'string')) {
    throw new StoreCorrupt(`the event ${revision} of ${stream} (${type}) is not JSON`, placeOf(record));
  }
  const { metadata } = record;
  if (!isOurs(metadata) || !record.isJson || !isObject(record.data)) {
    throw new UnknownEvent(
      `the event ${revision} of ${stream} (${type}) was not written by phananh`,
      placeOf(record),
    );
  }
  const { version, $correlationId, $causationId, recordedAt: copied, ...rest } = metadata;
  const recordedAt = copied ?? instantOf(record.created.getTime());
  return {
    id,
    type,
    version,
    stream,
    revision,
    position: positionOf(record),
    data: record.data,
    metadata: { ...rest, correlationId: $correlationId, causationId: $causationId, recordedAt },
  };
};

/** The place of an event that cannot be read, for the details of its error. */
const placeOf = ({ streamId: stream, revision, type, position }: ServerRecord) => ({
  stream,
  revision: Number(revision),
  type,
  ...(position !== undefined && { position: Number(position.commit) }),
});

/** An event that was read, in the form of one that is appended, so that the two can be compared. */
export const placedEventOf = (event: RecordedEvent): PlacedEvent => ({
  ...event,
  data: JSON.stringify(event.data),
  metadata: JSON.stringify(event.metadata),
});

const isObject = (data: unknown): data is JsonObject =>
  typeof data === 'object' && data !== null && !Array.isArray(data) && !(data instanceof Uint8Array);

/**
 * The commit position as a number. Each event of an append has a commit position of its own. Only events of an explicit transaction of the
 * old TCP protocol share one, and phananh writes none.
 */
const positionOf = ({ position, streamId: stream, revision, type }: ServerRecord): Position => {
  if (position === undefined || position.commit > BigInt(Number.MAX_SAFE_INTEGER)) {
    // Servers before 22.6 give 2^64 - 1 as the position when a stream is read.
    throw new StoreUnavailable(
      `the event store gives no usable position of ${type} in ${stream}: it takes a server from 22.6 on`,
      { reason: 'no-position', stream },
    );
  }
  if (position.commit !== position.prepare) {
    throw new UnknownEvent(`${type} in ${stream} was written in an explicit transaction, not by phananh`, {
      stream,
      revision: Number(revision),
      type,
    });
  }
  return Number(position.commit);
};

export const serverPositionOf = (position: Position): ServerPosition => ({
  commit: BigInt(position),
  prepare: BigInt(position),
});

/** Whether a record is of a system stream, or of a type of the server's own, such as a link. */
export const isSystemEvent = ({ streamId, type }: Pick<ServerRecord, 'streamId' | 'type'>): boolean =>
  streamId.startsWith('$') || type.startsWith('$');
