import { randomUUID } from 'node:crypto';
import { convertToCommandError } from '@eventstore/db-client';
import { StoreAccessDenied, StoreUnavailable, StoreUntrusted } from '@phananh/core/store';
import type { Appends, Sent } from './appends.ts';
import { failureOf } from './store-error.ts';
import { type DuplexCall, NotImplemented, type StreamsCalls, unimplemented } from './streams-service.ts';
import { type Listening, silence } from './timing.ts';
import { batchAnswerOf, batchAppendRequests } from './wire/batch-append.ts';

/** One call that carries many appends, and those of them that have no answer yet. */
interface Line {
  readonly call: Promise<DuplexCall>;
  readonly waiting: Map<string, Waiting>;
  /** Goes up with every answer. */
  answers: number;
  /** Why it carries nothing any more. */
  ended: Error | undefined;
}

interface Waiting {
  readonly resolve: (sent: Sent) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Appends over `BatchAppend`: all of them share one call, and the next one is opened when it ends.
 *
 * In place of the client's own, which has no deadline, one table for all clients of the process, and ends the process
 * when an answer comes that nobody waits for any more.
 *
 * @param otherwise takes what a server does not that has no `BatchAppend`
 */
export const batchAppends = (
  calls: StreamsCalls,
  timing: Pick<Listening, 'schedule' | 'timeout' | 'onSilence'>,
  otherwise: Appends,
): Appends => {
  let current: Line | undefined;

  /** What waits may have been done or not. */
  const end = (line: Line, error: Error): void => {
    const cause = causeForAll(error);
    line.ended ??= cause;
    if (current === line) current = undefined;
    const waiting = [...line.waiting.values()];
    line.waiting.clear();
    for (const { reject } of waiting) reject(cause);
  };

  const answered = (line: Line, bytes: Buffer): void => {
    const answer = batchAnswerOf(bytes);
    line.answers += 1;
    const waiting = line.waiting.get(answer.correlationId);
    // Late, when it was given up, or the second one.
    if (waiting === undefined) return;
    line.waiting.delete(answer.correlationId);
    if (answer.kind === 'refused') waiting.reject(answer.error);
    else waiting.resolve({ success: true, revision: answer.revision });
  };

  const open = (): Line => {
    const line: Line = { call: calls.batchAppend(), waiting: new Map(), answers: 0, ended: undefined };
    line.call.then(
      (call) => {
        call.on('error', (error) => end(line, convertToCommandError(error)));
        call.on('end', () => end(line, new Error('no reason given')));
        call.on('data', (bytes) => {
          try {
            answered(line, bytes);
          } catch (error) {
            leave(line, error instanceof Error ? error : new Error(String(error)));
          }
        });
      },
      (error) => end(line, error),
    );
    current = line;
    return line;
  };

  const leave = (line: Line, cause: Error): void => {
    end(line, cause);
    line.call.then((call) => call.cancel()).catch(() => {});
  };

  const carry = async (line: Line, append: Parameters<Appends['send']>[0]): Promise<Sent> => {
    const correlationId = randomUUID();
    const requests = batchAppendRequests(correlationId, append);
    const { promise, ...waiting } = Promise.withResolvers<Sent>();
    line.waiting.set(correlationId, waiting);
    const { answers } = line;
    const cancel = timing.schedule(timing.timeout, () => {
      const cause = silence(`an append to ${append.stream}`, timing);
      line.waiting.delete(correlationId);
      waiting.reject(cause);
      // Not one answer since: it is not asked again over this call.
      if (line.answers === answers) leave(line, silence('an append', timing));
    });
    const write = (call: DuplexCall): void => {
      if (line.ended === undefined) for (const request of requests) call.write(request);
    };
    line.call.then(write, () => {});
    try {
      return await promise;
    } finally {
      cancel();
    }
  };

  return {
    async send(append) {
      try {
        return await carry(current ?? open(), append);
      } catch (cause) {
        if (!isNotImplemented(cause)) throw cause;
        return otherwise.send(append);
      }
    },
    close() {
      if (current) leave(current, new Error('the event store is closed'));
    },
  };
};

const isNotImplemented = (cause: unknown): boolean =>
  cause instanceof NotImplemented ||
  (cause instanceof Error && 'code' in cause && cause.code === unimplemented);

/** What ended the call says nothing of a single append that it carried, but that whoever asks is not let in. */
const causeForAll = (error: Error): Error => {
  if (isNotImplemented(error)) return error;
  const failure = failureOf(error, null);
  if (failure.kind === 'passing') return failure.error;
  const isOfTheCaller =
    failure.kind === 'final' &&
    (failure.error instanceof StoreAccessDenied || failure.error instanceof StoreUntrusted);
  if (isOfTheCaller) return failure.error;
  const said = `the event store ended the call that carries the appends: ${error.message}`;
  return new StoreUnavailable(said, { reason: 'ended' }, { cause: error });
};
