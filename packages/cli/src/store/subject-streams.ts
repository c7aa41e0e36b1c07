import type { EventStore, PhananhError, RecordedEvent } from '@phananh/core';
import { isDamagedEvent, readPastDamage, StreamDeleted } from '@phananh/core/engine';

/** A subject with all its events. */
export interface SubjectStream {
  readonly stream: string;
  /** Of its first event. */
  readonly position: number;
  readonly events: readonly RecordedEvent[];
}

interface Wanted {
  /** Only streams whose names begin so. */
  readonly streamPrefix?: string;
  /** Told of each stream; false passes over it. Default: all. */
  readonly isWanted?: (stream: string) => boolean;
}

/**
 * Every subject of the log with all its events, in the order in which they begin; one in memory at a time.
 *
 * @param onDamaged told of what cannot be read: an event, or the subject that it is of
 */
export async function* subjectStreams(
  store: EventStore,
  { streamPrefix = '', isWanted = () => true }: Wanted,
  onDamaged: (error: PhananhError) => void,
): AsyncGenerator<SubjectStream> {
  // An event that cannot be read is told with its subject, unless it is the one that begins it.
  const noteBeginning = (error: PhananhError): void => {
    if (error.details.revision === 0) onDamaged(error);
  };
  const deleted = (await store.deletedStreams?.()) ?? [];
  const gone = new Map(
    deleted
      .filter(({ stream }) => stream.startsWith(streamPrefix) && isWanted(stream))
      .map((one) => [one.stream, one]),
  );
  for await (const { stream, revision, position } of readPastDamage(store, { streamPrefix }, noteBeginning)) {
    if (revision !== 0 || !isWanted(stream)) continue;
    gone.delete(stream);
    const events = await wholeStream(store, stream, onDamaged);
    if (events !== undefined) yield { stream, position, events };
  }
  // What the store has removed of a stream, its beginning among it, is not in the log any more.
  for (const { stream, how } of gone.values())
    onDamaged(new StreamDeleted(`${stream} was ${how} in the event store`, { stream, how }));
}

const wholeStream = async (
  store: EventStore,
  stream: string,
  onDamaged: (error: PhananhError) => void,
): Promise<readonly RecordedEvent[] | undefined> => {
  try {
    return await Array.fromAsync(store.readStream(stream));
  } catch (error) {
    if (!(isDamagedEvent(error) || error instanceof StreamDeleted)) throw error;
    onDamaged(error);
    return undefined;
  }
};
