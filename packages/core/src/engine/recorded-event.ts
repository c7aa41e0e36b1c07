import type { EventMetadata, Position, RecordedEvent, Revision } from './envelope.ts';
import { StoreCorrupt } from './errors.ts';
import type { JsonObject } from './json.ts';
import type { SerialisedEvent } from './serialised-event.ts';
import type { Instant } from './time.ts';

/** An event as a store keeps it: its place beside its text. */
export interface StoredEvent extends SerialisedEvent {
  readonly stream: string;
  readonly revision: Revision;
  readonly position: Position;
  readonly recordedAt: Instant;
}

/** @throws {@link StoreCorrupt} when the text is not the JSON that was written */
export const recordedEvent = (stored: StoredEvent): RecordedEvent => {
  const { id, type, version, stream, revision, position, recordedAt } = stored;
  try {
    const data: JsonObject = JSON.parse(stored.data);
    const written: EventMetadata = JSON.parse(stored.metadata);
    // Into what was parsed just now: a copy for each of half a million events would be felt.
    const metadata = Object.assign(written, { recordedAt });
    return { id, type, version, stream, revision, position, data, metadata };
  } catch (cause) {
    throw new StoreCorrupt(
      `the event at position ${position} is not JSON`,
      { position, stream, revision },
      { cause },
    );
  }
};
