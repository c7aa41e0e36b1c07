import { parentPort, workerData } from 'node:worker_threads';
import { type EventStore, systemClock } from '@phananh/core';
import { sentError } from '@phananh/core/engine';
import { answersAsJson } from '../../hosted/answer-json.ts';
import { hostedOf } from '../../hosted/hosted-message.ts';
import { calendarOfTables, readSideOf } from '../../hosted/read-side-of.ts';
import { servedQueries, serving } from '../../serving/serving.ts';
import { logOpener } from '../open-log.ts';
import { yieldToOthers } from '../yield-to-others.ts';
import type { AskedQuestion, QuestionOrder, QuestionReply, QuestionThreadData } from './messages.ts';

/** The threads `phananh-lists` and `phananh-figures`: answer questions over a connection of their own to the file. */

const { path, log, sealing, hosted: message }: QuestionThreadData = workerData;
const say = (reply: QuestionReply): void => parentPort?.postMessage(reply);

const hosted = await hostedOf(message);
const side = readSideOf(hosted, systemClock);
const openLog = await logOpener(log, { findFault: side.faultOf, sealing });
/** The log, opened by the first question about the past, which reads it. */
let opened: EventStore | undefined;
const served = serving(path, {
  calendar: calendarOfTables(hosted),
  side,
  log: () => {
    opened ??= openLog();
    return opened;
  },
});
// An answer is written into shared memory, from which the host sends it: it is not copied between threads.
const ask = answersAsJson(servedQueries(served), (bytes) => new SharedArrayBuffer(bytes));

const answer = async ({ number, name, query, dropped }: AskedQuestion): Promise<void> => {
  const signal = droppedSignal(dropped);
  try {
    if (!served.isOpen()) served.open();
    say({ number, json: await ask(name, query, { signal }) });
  } catch (error) {
    say({ number, failed: sentError(error) });
  }
};

/** A signal whose `throwIfAborted` reads the shared memory: a long query calls it now and then, while no message could come. */
const droppedSignal = (dropped: Int32Array): AbortSignal => {
  const controller = new AbortController();
  const { signal } = controller;
  const throwIfAborted = (): void => {
    if (Atomics.load(dropped, 0) === 1) controller.abort();
    AbortSignal.prototype.throwIfAborted.call(signal);
  };
  return Object.defineProperty(signal, 'throwIfAborted', { value: throwIfAborted });
};

parentPort?.on('message', (order: QuestionOrder) => {
  if (order === 'close') {
    served.close();
    return say('closed');
  }
  if (order !== 'end') return void answer(order.question);
  served.close();
  void opened?.close();
  parentPort?.close();
});

await yieldToOthers(path);
