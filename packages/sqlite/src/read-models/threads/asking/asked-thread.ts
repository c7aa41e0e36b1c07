import { type FairQueueLimits, fairQueue, receivedError, StoreUnavailable } from '@phananh/core/engine';
import type { AskForJson, Asking, QuestionName, Questions } from '@phananh/core/read-models';
import { programBeside, startThread, type Thread } from '../../../threads/start-thread.ts';
import type { QuestionOrder, QuestionReply, QuestionThreadData } from './messages.ts';

/** A thread that answers questions. It is started by the first question. */
export interface AskedThread {
  readonly ask: AskForJson;
  /** Closes the thread's connection to the file when the running questions are answered. Questions that come later wait for `resume`. */
  pause(): Promise<void>;
  resume(): void;
  readonly waiting: () => number;
  close(): Promise<void>;
}

/** More memory than the groups of one answer take. A question that needs more ends this thread, and not the host. */
const room = { young: 16, old: 512 };

interface Running {
  readonly resolve: (json: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

export const askedThread = (
  data: QuestionThreadData,
  { name: threadName, ...limits }: FairQueueLimits & { readonly name: string },
): AskedThread => {
  const queue = fairQueue(limits);
  const running = new Map<number, Running>();
  let numbers = 0;
  let thread: Thread<QuestionOrder> | undefined;
  let closed: (() => void) | undefined;

  const hear = (reply: QuestionReply): void => {
    if (reply === 'closed') {
      closed?.();
      return;
    }
    const asked = running.get(reply.number);
    running.delete(reply.number);
    if ('json' in reply) asked?.resolve(reply.json);
    else asked?.reject(receivedError(reply.failed));
  };
  /** Refuses the questions of a thread that has ended. The next question starts another thread. */
  const ended = (one: Thread<QuestionOrder>, why: string): void => {
    if (thread !== one) return;
    thread = undefined;
    closed?.();
    for (const { reject } of running.values())
      reject(new StoreUnavailable(`the thread that answers questions has ended: ${why}`));
    running.clear();
  };
  const started = (): Thread<QuestionOrder> => {
    if (thread !== undefined) return thread;
    const failed = (error: Error): void => ended(one, error.message);
    const program = programBeside(import.meta.url, 'question-thread');
    const one: Thread<QuestionOrder> = startThread(program, { name: threadName, data, room, hear, failed });
    void one.ended.then((code) => ended(one, `code ${code}`));
    thread = one;
    return one;
  };

  const askNow = async <Name extends QuestionName>(
    name: Name,
    query: Questions[Name],
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array> => {
    const dropped = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const drop = (): void => void Atomics.store(dropped, 0, 1);
    signal?.addEventListener('abort', drop, { once: true });
    numbers += 1;
    const number = numbers;
    const { promise, ...asked } = Promise.withResolvers<Uint8Array>();
    running.set(number, asked);
    try {
      started().tell({ question: { number, name, query, dropped } });
      return await promise;
    } finally {
      running.delete(number);
      signal?.removeEventListener('abort', drop);
    }
  };

  return {
    ask: (name, query, { caller, signal }: Asking = {}) =>
      queue.run(caller, signal, () => askNow(name, query, signal)),
    pause: async () => {
      await queue.pause();
      const one = thread;
      if (one === undefined) return;
      await new Promise<void>((resolve) => {
        closed = resolve;
        one.tell('close');
      });
      closed = undefined;
    },
    resume: queue.resume,
    waiting: queue.waiting,
    close: async () => {
      await queue.pause();
      thread?.tell('end');
      await thread?.ended;
    },
  };
};
