import type { EventStore, PhananhError, RecordedEvent } from '@phananh/core';
import { isDamagedEvent, readPastDamage, StreamDeleted, streamOf } from '@phananh/core/engine';
import { reportWorkflow } from '@phananh/core/reports';

/**
 * Every report of the log with all its events, in the order of submission; one report in memory at a time.
 *
 * @param onDamaged told of what cannot be read: an event, or the report that it is of
 */
export async function* reportStreams(
  store: EventStore,
  onDamaged: (error: PhananhError) => void,
): AsyncGenerator<{ readonly position: number; readonly events: readonly RecordedEvent[] }> {
  const streamPrefix = streamOf(reportWorkflow, '');
  // An event that cannot be read is told with its report, unless it is the one that begins it.
  const noteBeginning = (error: PhananhError): void => {
    if (error.details.revision === 0) onDamaged(error);
  };
  const deleted = (await store.deletedStreams?.()) ?? [];
  const gone = new Map(
    deleted.filter(({ stream }) => stream.startsWith(streamPrefix)).map((one) => [one.stream, one]),
  );
  for await (const { stream, revision, position } of readPastDamage(store, { streamPrefix }, noteBeginning)) {
    if (revision !== 0) continue;
    gone.delete(stream);
    const events = await wholeStream(store, stream, onDamaged);
    if (events !== undefined) yield { position, events };
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
