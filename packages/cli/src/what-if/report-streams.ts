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
