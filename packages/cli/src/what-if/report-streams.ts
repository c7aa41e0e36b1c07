import { type EventStore, type RecordedEvent, reportWorkflow, streamOf } from '@phananh/core';

/** Every report of the log with all its events, in the order of submission; one report in memory at a time. */
export async function* reportStreams(
  store: EventStore,
): AsyncGenerator<{ readonly position: number; readonly events: readonly RecordedEvent[] }> {
  for await (const event of store.readAll({ streamPrefix: streamOf(reportWorkflow, '') })) {
    if (event.revision !== 0) continue;
    yield { position: event.position, events: await Array.fromAsync(store.readStream(event.stream)) };
  }
}

/** Position of the last event, found by halving: the port does not tell it. 0: nothing is there. */
export const endOfLog = async (store: EventStore): Promise<number> => {
  const hasAfter = async (after: number): Promise<boolean> => {
    for await (const _ of store.readAll({ after, limit: 1 })) return true;
    return false;
  };
  let beyond = 1;
  while (await hasAfter(beyond)) beyond *= 2;
  let [low, high] = [0, beyond];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await hasAfter(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
};
