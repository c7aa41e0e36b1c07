import { StoreCorrupt } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import type { Position, Revision } from '../base/places.ts';
import type { Instant } from '../base/time.ts';
import type { EventMetadata, RecordedEvent } from './envelope.ts';
import type { SerialisedEvent } from './serialised-event.ts';

/** An event as a store keeps it: its place beside its text. */
export interface StoredEvent extends SerialisedEvent {
  readonly stream: string;
  readonly revision: Revision;
  readonly position: Position;
  readonly recordedAt: Instant;
}

/** @throws {@link StoreCorrupt} when the text is not what was written */
export const recordedEvent = (stored: StoredEvent): RecordedEvent => {
  const { id, type, version, stream, revision, position, recordedAt } = stored;
  const data: JsonObject = parsedPart(stored, 'data');
  const written: EventMetadata = parsedPart(stored, 'metadata');
  // Into what was parsed just now: a copy for each of half a million events would be felt.
  const metadata = Object.assign(written, { recordedAt });
  return { id, type, version, stream, revision, position, data, metadata };
};

/** What JSON gives has any type: whether it is an object is all that a store knows of it. */
const parsedPart = (stored: StoredEvent, part: 'data' | 'metadata') => {
  let value: ReturnType<typeof JSON.parse>;
  try {
    value = JSON.parse(stored[part]);
  } catch (cause) {
    throw damagedEvent(stored, `its ${part} is not JSON`, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw damagedEvent(stored, `its ${part} is not an object`);
  return value;
};

/** What to say of an event that is in its place and cannot be used. */
export const damagedEvent = (
  { stream, revision, position }: Pick<StoredEvent, 'stream' | 'revision' | 'position'>,
  why: string,
  cause?: unknown,
): StoreCorrupt =>
  new StoreCorrupt(
    `the event at position ${position} (revision ${revision} of ${stream}) is damaged: ${why}`,
    { position, stream, revision },
    ...(cause === undefined ? [] : [{ cause }]),
  );

/** What is known of an event that cannot be read: its place, and what it was. */
export type EventPlace = Pick<StoredEvent, 'id' | 'type' | 'stream' | 'revision' | 'position' | 'recordedAt'>;

/** An event that stands in its place of the log and says nothing but why it cannot be used. */
export const faultyEvent = (
  { id, type, stream, revision, position, recordedAt }: EventPlace,
  fault: string,
): RecordedEvent => ({
  id,
  type,
  version: 1,
  stream,
  revision,
  position,
  data: {},
  metadata: {
    actor: { kind: 'unknown', id: 'unknown' },
    commandId: id,
    commandDigest: '',
    correlationId: id,
    causationId: null,
    occurredAt: recordedAt,
    recordedAt,
  },
  fault,
});

/** An event for who follows the log: one that cannot be read holds up its own stream, and nothing else. */
export const followedEvent = (stored: EventPlace, read: () => RecordedEvent): RecordedEvent => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof StoreCorrupt)) throw error;
    return faultyEvent(stored, error.message);
  }
};

/** @throws {@link StoreCorrupt} for an event that cannot be used */
export const demandSound = ({ fault, stream, revision, position }: RecordedEvent): void => {
  if (fault !== undefined) throw new StoreCorrupt(fault, { position, stream, revision });
};

/** @throws {@link StoreCorrupt} when events are missing before one, given the last one that there was before */
export const demandNext = (
  before: { readonly revision: Revision } | undefined,
  { stream, revision, position }: Pick<RecordedEvent, 'stream' | 'revision' | 'position'>,
): void => {
  const expected = (before?.revision ?? -1) + 1;
  if (revision !== expected) throw outOfPlace({ stream, revision, position }, expected);
};

/** What to say of an event that stands where another one belongs: those between are missing. */
export const outOfPlace = (
  { stream, revision, position }: Pick<RecordedEvent, 'stream' | 'revision' | 'position'>,
  expected: Revision,
): StoreCorrupt =>
  new StoreCorrupt(`${stream} has revision ${revision} where ${expected} belongs`, {
    position,
    stream,
    revision: expected,
    found: revision,
  });
