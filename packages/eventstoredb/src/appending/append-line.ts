import { randomUUID } from 'node:crypto';
import { isMendable, StoreUnavailable } from '@phananh/core/store';
import { failureOf } from '../connection/store-error.ts';
import { type Listening, silence } from '../connection/timing.ts';
import { batchAnswerOf, batchAppendRequests, type OutgoingAppend } from '../wire/batch-append.ts';
import { NotImplemented, unimplemented } from '../wire/not-implemented.ts';
import type { DuplexCall, StreamsCalls } from '../wire/streams-service.ts';
import type { Sent } from './sent.ts';

/**
 * One gRPC call of `BatchAppend`: a stream of messages in each direction, which carries many appends and their answers. The server carries
 * the appends out one after another, in the order of the messages.
 */
export interface AppendLine {
  /** Why the call carries no more appends; undefined while it does. */
  readonly ended: Error | undefined;
  /** @throws the refusal of the server, or the error that ended the call */
  send(append: OutgoingAppend): Promise<Sent>;
  /** Ends the call. The appends that have no answer yet fail, because nobody knows whether the server carried them out. */
  leave(cause: Error): void;
}

export type LineTiming = Pick<Listening, 'schedule' | 'timeout' | 'onSilence'>;

interface LineOptions {
  readonly onEnd?: () => void;
  /** Whether the call ends at the first append that is refused or has no answer, so that no later one is carried out. Default: false. */
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

  /** Rejects the appends that have no answer yet: the server may have carried them out, or not. */
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
    // Nobody waits for an answer that comes after the append was given up, or for a second one.
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
      // Names the append within the call, as the protocol calls it. The correlation id of events is another thing.
      const correlationId = randomUUID();
      const requests = batchAppendRequests(correlationId, append);
      const { promise, ...answer } = Promise.withResolvers<Sent>();
      waiting.set(correlationId, answer);
      const before = answers;
      const cancel = timing.schedule(timing.timeout, () => {
        const cause = silence(`an append to ${append.stream}`, timing, timing.timeout);
        waiting.delete(correlationId);
        answer.reject(cause);
        // No answer to any append since this one was sent: the next one goes over another call.
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

/**
 * The error for all appends of a call that ended. The end of the call says nothing about a single append. Only a denied access and a
 * certificate that is not trusted are the same for all of them.
 */
const causeForAll = (error: Error): Error => {
  if (isNotImplemented(error)) return error;
  const failure = failureOf(error, null);
  if (failure.kind === 'passing') return failure.error;
  const isOfTheCaller = failure.kind === 'final' && isMendable(failure.error);
  if (isOfTheCaller) return failure.error;
  const said = `the event store ended the call that carries the appends: ${error.message}`;
  return new StoreUnavailable(said, { reason: 'ended' }, { cause: error });
};
