import { randomUUID } from 'node:crypto';
import { isMendable, StoreUnavailable } from '@phananh/core/store';
import { failureOf } from '../connection/store-error.ts';
import { type Listening, silence } from '../connection/timing.ts';
import { batchAnswerOf, batchAppendRequests, type OutgoingAppend } from '../wire/batch-append.ts';
import { NotImplemented, unimplemented } from '../wire/not-implemented.ts';
import type { DuplexCall, StreamsCalls } from '../wire/streams-service.ts';
import type { Sent } from './sent.ts';

/** One call of `BatchAppend`, which carries many appends. The server takes them one after another, as they were sent. */
export interface AppendLine {
  /** Why it carries nothing any more. */
  readonly ended: Error | undefined;
  /** @throws what the server refuses it with, or what ended the call */
  send(append: OutgoingAppend): Promise<Sent>;
  leave(cause: Error): void;
}

export type LineTiming = Pick<Listening, 'schedule' | 'timeout' | 'onSilence'>;

interface LineOptions {
  readonly onEnd?: () => void;
  /** Whether it ends at the first append that is refused or has no answer, so that none goes out behind it. */
  readonly inOrder?: boolean;
}

interface Waiting {
  readonly resolve: (sent: Sent) => void;
  readonly reject: (cause: unknown) => void;
}

export const openAppendLine = (
  calls: StreamsCalls,
  timing: LineTiming,
  { onEnd = () => {}, inOrder = false }: LineOptions = {},
): AppendLine => {
  const opening = calls.batchAppend();
  const waiting = new Map<string, Waiting>();
  let answers = 0;
  let ended: Error | undefined;

  /** What waits may have been done or not. */
  const end = (error: Error): void => {
    ended ??= causeForAll(error);
    onEnd();
    const left = [...waiting.values()];
    waiting.clear();
    for (const { reject } of left) reject(ended);
  };

  const leave = (cause: Error): void => {
    end(cause);
    opening.then((call) => call.cancel()).catch(() => {});
  };

  const answered = (bytes: Buffer): void => {
    const answer = batchAnswerOf(bytes);
    answers += 1;
    const asked = waiting.get(answer.correlationId);
    // Late, when it was given up, or the second one.
    if (asked === undefined) return;
    waiting.delete(answer.correlationId);
    if (answer.kind === 'appended') asked.resolve({ success: true, revision: answer.revision });
    else {
      asked.reject(answer.error);
      if (inOrder) leave(new Error('an append before it was refused'));
    }
  };

  opening.then(
    (call) => {
      call.on('error', (error) => end(calls.errorOf(error)));
      call.on('end', () => end(new Error('no reason given')));
      call.on('data', (bytes) => {
        try {
          answered(bytes);
        } catch (error) {
          leave(error instanceof Error ? error : new Error(String(error)));
        }
      });
    },
    (error) => end(error),
  );

  return {
    get ended() {
      return ended;
    },
    async send(append) {
      if (ended !== undefined) throw ended;
      const correlationId = randomUUID();
      const requests = batchAppendRequests(correlationId, append);
      const { promise, ...answer } = Promise.withResolvers<Sent>();
      waiting.set(correlationId, answer);
      const before = answers;
      const cancel = timing.schedule(timing.timeout, () => {
        const cause = silence(`an append to ${append.stream}`, timing, timing.timeout);
        waiting.delete(correlationId);
        answer.reject(cause);
        // Not one answer since: it is not asked again over this call.
        if (inOrder || answers === before) leave(silence('an append', timing, timing.timeout));
      });
      const write = (call: DuplexCall): void => {
        if (ended === undefined) for (const request of requests) call.write(request);
      };
      opening.then(write, () => {});
      try {
        return await promise;
      } finally {
        cancel();
      }
    },
    leave,
  };
};

export const isNotImplemented = (cause: unknown): boolean =>
  cause instanceof NotImplemented ||
  (cause instanceof Error && 'code' in cause && cause.code === unimplemented);

/** What ended the call says nothing of a single append that it carried, but that whoever asks is not let in. */
const causeForAll = (error: Error): Error => {
  if (isNotImplemented(error)) return error;
  const failure = failureOf(error, null);
  if (failure.kind === 'passing') return failure.error;
  const isOfTheCaller = failure.kind === 'final' && isMendable(failure.error);
  if (isOfTheCaller) return failure.error;
  const said = `the event store ended the call that carries the appends: ${error.message}`;
  return new StoreUnavailable(said, { reason: 'ended' }, { cause: error });
};
