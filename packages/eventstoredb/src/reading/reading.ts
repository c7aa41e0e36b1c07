import { type Listening, silence } from '../connection/timing.ts';
import type { ServerReading, ServerRecord } from '../wire/client.ts';

/**
 * The events of one read, with an error when the server falls silent: the client itself would wait for ever.
 *
 * However it ends, the read ends at the server too.
 */
export async function* recordsOf(
  reading: ServerReading,
  what: string,
  timing: Listening,
): AsyncGenerator<ServerRecord, void> {
  // The client tells of an error a second time when nobody listens any more, and that would end the process.
  reading.on?.('error', () => {});
  const events = reading[Symbol.asyncIterator]();
  const { schedule } = timing;
  let asking = false;
  let answers = 0;
  let cancel = () => {};
  const watch = (answersBefore: number) => {
    const milliseconds = timing.timeout;
    cancel = schedule(milliseconds, () => {
      if (asking && answers === answersBefore) reading.destroy?.(silence(what, timing, milliseconds));
      else watch(answers);
    });
  };
  watch(answers);
  let ended = false;
  try {
    while (true) {
      asking = true;
      const next = await events.next();
      asking = false;
      answers += 1;
      if (next.done) {
        ended = true;
        return;
      }
      if (next.value.event) yield next.value.event;
    }
  } finally {
    cancel();
    // Not awaited: the client waits for a connection first, and there may never be one.
    if (!ended) reading.cancel?.().catch(() => {});
  }
}
