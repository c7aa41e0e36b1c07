import type { EventStore, Position, RecordedEvent, Revision } from '@phananh/core';
import { isDamagedEvent } from '@phananh/core/engine';
import { isOfTheMachine } from '../building/faults.ts';

/**
 * The events of a stream as whoever follows the log is given them: those that cannot be read too, and those after a gap. It
 * passes the whole log, because only stores know where in it one may begin: for streams that cannot be read otherwise.
 *
 * @param from of the first event to give; `to` of the last one
 */
export const followedStream = async (
  store: Pick<EventStore, 'subscribe'>,
  stream: string,
  { from, to }: { readonly from: Position; readonly to: Position },
): Promise<readonly RecordedEvent[]> => {
  const found: RecordedEvent[] = [];
  const ending = new AbortController();
  for await (const { events, position, caughtUp } of store.subscribe({
    streamPrefix: stream,
    signal: ending.signal,
  })) {
    // The prefix is that of longer names too.
    for (const event of events)
      if (event.stream === stream && event.position >= from && event.position <= to) found.push(event);
    if (caughtUp || position >= to) break;
  }
  return found;
};

/**
 * The events of a stream, those that cannot be read too, or why they cannot be had. Of a stream that can be read the log is not passed.
 *
 * @param from position of the event at `fromRevision`; `to` of the last one that has to be among them
 */
export const streamAsFollowed = async (
  store: Pick<EventStore, 'readStream' | 'subscribe'>,
  stream: string,
  {
    fromRevision,
    ...range
  }: { readonly fromRevision: Revision; readonly from: Position; readonly to: Position },
): Promise<readonly RecordedEvent[] | Error> => {
  try {
    return await Array.fromAsync(store.readStream(stream, { fromRevision }));
  } catch (error) {
    // Whoever asks for the stream is told that it is damaged; what can be read of it is in the log.
    if (isDamagedEvent(error)) return followedStream(store, stream, range);
    if (isOfTheMachine(error) || !(error instanceof Error)) throw error;
    return error;
  }
};
