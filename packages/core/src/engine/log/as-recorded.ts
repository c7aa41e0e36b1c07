import type { Revision } from '../base/places.ts';
import type { Instant } from '../base/time.ts';
import type { NewEvent, RecordedEvent } from './envelope.ts';

/** Gives a decided event the form of a recorded one, so that it can be folded before the log has it. */
export const asRecorded = (
  { id, type, version, data, metadata }: NewEvent,
  stream: string,
  revision: Revision,
  recordedAt: Instant,
): RecordedEvent => {
  // Field by field: V8 gives an object that is made by a spread and then grows twice the memory, and this is done for each event.
  const { actor, commandId, commandDigest, correlationId, causationId, occurredAt } = metadata;
  const { command, policyDigest } = metadata;
  return {
    id,
    type,
    version,
    stream,
    revision,
    position: 0,
    data,
    metadata: {
      actor,
      commandId,
      commandDigest,
      correlationId,
      causationId,
      occurredAt,
      command,
      policyDigest,
      recordedAt,
    },
  };
};
