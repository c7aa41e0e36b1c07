import { type Position, StoreUnavailable } from '@phananh/core/store';
import { programBeside, startThread } from '../../threads/start-thread.ts';
import type { MarkStart } from '../clean-end.ts';
import type { LastChange } from '../file-identity.ts';
import type { AppendOutcome, Group } from '../grouped-append.ts';
import { createAnswerSlot, outcomesIn } from './answer-slot.ts';
import {
  answersOf,
  createDoorbell,
  longestAwakeMilliseconds,
  mayWaitAwake,
  ring,
  stopLooking,
  tellFilled,
  waitMomentForAnswer,
} from './doorbell.ts';
import { createGroupSlot, groupLeaver } from './group-slot.ts';
import type { FromWriter, GroupFailure, ToWriter, WriterStart } from './messages.ts';
import { asleep, createWakefulness } from './wakefulness.ts';

/** Commits groups, one at a time. */
export interface Writer {
  /** @throws {@link StoreUnavailable} when the thread has died */
  commit(group: Group): Promise<readonly AppendOutcome[] | GroupFailure>;
  /** Tells the writer that the events up to a position were read again and are right. */
  checked(position: Position): void;
  close(): Promise<void>;
}

/** V8's young generation: the thread keeps hardly any object, and by default V8 lets tens of megabytes gather before it collects them. */
const youngGenerationMegabytes = 8;

type Answer = Exclude<FromWriter, { readonly kind: 'answered' | 'stopped' }>;

interface Waiting {
  readonly appends: number;
  resolve(answer: Answer): void;
  reject(error: StoreUnavailable): void;
}

interface WriterOptions {
  readonly path: string;
  readonly mark: MarkStart;
  readonly lastChange: LastChange;
  /** Called when the thread writes no more and no append waits, whose answer would tell. */
  readonly onStopped: (failure: GroupFailure | StoreUnavailable) => void;
  readonly maximumPages?: number;
  readonly idsPerRun?: number;
  /** Another script for the thread: so a test has it die. */
  readonly script?: URL;
}

const writerThread = programBeside(import.meta.url, 'writer-thread');

/** Starts the writer thread. It keeps the process alive only while it has something to answer. */
export const startWriter = ({ script = writerThread, onStopped, ...options }: WriterOptions): Writer => {
  const bell = createDoorbell();
  const groupSlot = createGroupSlot();
  const answerSlot = createAnswerSlot();
  const leaveInSlot = groupLeaver(groupSlot);
  const wakefulness = mayWaitAwake() ? createWakefulness() : asleep;
  const { path } = options;
  const start: WriterStart = { ...options, bell, groupSlot, answerSlot };
  let waiting: Waiting | undefined;
  let answersTaken = 0;
  let death: StoreUnavailable | undefined;
  let closing = false;

  const die = (cause: unknown) => {
    death ??= new StoreUnavailable(
      `${path}: the writer thread has ended; open the store again`,
      {
        path,
        reason: 'writer-ended',
      },
      { cause },
    );
    waiting?.reject(death);
    waiting = undefined;
    if (!closing) onStopped(death);
  };
  const settle = (answer: Answer) => {
    thread.holdProcess(false);
    const asked = waiting;
    waiting = undefined;
    asked?.resolve(answer);
  };
  /** Takes the answer out of the slot. @returns false when there was none, or it was taken before */
  const takeFromSlot = (): boolean => {
    const answers = answersOf(bell);
    if (answers === answersTaken || waiting === undefined) return false;
    answersTaken = answers;
    settle({ kind: 'committed', outcomes: outcomesIn(answerSlot, waiting.appends) });
    return true;
  };
  const hear = (answer: FromWriter): void => {
    if (answer.kind === 'answered') takeFromSlot();
    else if (answer.kind === 'stopped') onStopped(answer.failure);
    else settle(answer);
  };
  const thread = startThread<ToWriter, FromWriter>(script, {
    name: 'phananh-writer',
    data: start,
    room: { young: youngGenerationMegabytes },
    hear,
    failed: die,
  });
  void thread.ended.then((code) => die(new Error(`exit code ${code}`)));
  thread.holdProcess(false);

  const ask = (message: ToWriter): Promise<Answer> =>
    new Promise((resolve, reject) => {
      if (death) return reject(death);
      waiting = { appends: message.kind === 'group' ? message.appends.length : 0, resolve, reject };
      thread.holdProcess(true);
      if (message.kind === 'group' && leaveInSlot(message)) tellFilled(bell);
      else thread.tell(message);
      const awake = wakefulness.awake();
      ring(bell, awake);
      if (awake) lookForAnswer();
    });

  let lookUntil = 0;
  let looking = false;
  /** Keeps the event loop turning by `setImmediate` until the answer is there. Between two turns other requests are served. */
  const lookForAnswer = () => {
    lookUntil = performance.now() + longestAwakeMilliseconds;
    if (looking) return;
    looking = true;
    setImmediate(look);
  };
  const look = () => {
    // Whoever gives one command at a time has this thread for himself; turns of the loop are garbage, three fifths of all there is.
    if (waiting?.appends === 1) waitMomentForAnswer(bell, answersTaken);
    if (waiting && !takeFromSlot()) {
      if (performance.now() < lookUntil) {
        setImmediate(look);
        return;
      }
      stopLooking(bell);
      takeFromSlot();
    }
    looking = false;
  };

  return {
    async commit(group) {
      const asked = performance.now();
      const answer = await ask({ kind: 'group', ...group });
      wakefulness.waited(performance.now() - asked);
      switch (answer.kind) {
        case 'committed':
          return answer.outcomes;
        case 'failed':
          return answer;
        case 'closed':
          throw new StoreUnavailable(`${path}: the event store is closed`, { path, reason: 'closed' });
      }
    },
    checked(position) {
      if (death) return;
      thread.tell({ kind: 'checked', position });
      ring(bell, false);
    },
    async close() {
      closing = true;
      // A thread that has died would not answer.
      if (!death) await ask({ kind: 'close' }).catch(() => {});
      await thread.kill();
    },
  };
};
