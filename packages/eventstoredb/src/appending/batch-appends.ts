import type { StreamsCalls } from '../wire/streams-service.ts';
import { type AppendLine, isNotImplemented, type LineTiming, openAppendLine } from './append-line.ts';
import type { Appends } from './sent.ts';

/**
 * Appends over `BatchAppend`: all of them share one call, and the next one is opened when it ends.
 *
 * The client's own way to do that is not used. It has no deadline, keeps one table of waiting appends for all clients of the process, and
 * ends the process when an answer comes that nobody waits for any more.
 *
 * @param otherwise sends the appends to a server that has no `BatchAppend`
 */
export const batchAppends = (calls: StreamsCalls, timing: LineTiming, otherwise: Appends): Appends => {
  let current: AppendLine | undefined;
  const open = (): AppendLine => {
    const onEnd = () => {
      if (current === line) current = undefined;
    };
    const line = openAppendLine(calls, timing, { onEnd });
    current = line;
    return line;
  };

  return {
    async send(append) {
      try {
        return await (current ?? open()).send(append);
      } catch (cause) {
        if (!isNotImplemented(cause)) throw cause;
        return otherwise.send(append);
      }
    },
    close() {
      current?.leave(new Error('the event store is closed'));
    },
  };
};
