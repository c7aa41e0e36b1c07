import type { EventStore, Position, RecordedEvent } from '@phananh/core';

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
