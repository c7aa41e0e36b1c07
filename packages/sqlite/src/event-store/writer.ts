import { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '@phananh/core/store';
import { createDoorbell, longestAwakeMilliseconds, mayWaitAwake, ring } from './doorbell.ts';
import type { FromWriter, Group, GroupFailure, Outcome, ToWriter, WriterStart } from './messages.ts';
import { asleep, createWakefulness } from './wakefulness.ts';

/** Commits groups, one at a time. */
export interface Writer {
  /** @throws {@link StoreUnavailable} when the thread has died */
  commit(group: Group): Promise<readonly Outcome[] | GroupFailure>;
  close(): Promise<void>;
}

/** A thread that keeps nothing needs little room for what is new; by default it takes tens of megabytes before it tidies. */
const youngGenerationMegabytes = 8;

interface WriterOptions {
  readonly path: string;
  readonly maximumPages?: number;
  readonly idsPerRun?: number;
  /** Another thread than the writer: how a test has it die. */
  readonly script?: URL;
}

// The extension of this very file: `.ts` where the sources run unbuilt, `.js` in the package.
const writerThread = new URL(
  `./writer-thread${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`,
  import.meta.url,
);

/** Starts the writer thread. It keeps the process alive only while it has something to answer. */
export const startWriter = ({ script = writerThread, ...options }: WriterOptions): Writer => {
  const bell = createDoorbell();
  const wakefulness = mayWaitAwake() ? createWakefulness() : asleep;
  const { path } = options;
  const start: WriterStart = { ...options, bell };
  const worker = new Worker(script, {
    workerData: start,
    name: 'phananh-writer',
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMegabytes },
  });
  let waiting: { resolve(answer: FromWriter): void; reject(error: StoreUnavailable): void } | undefined;
  let death: StoreUnavailable | undefined;

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
  };
  worker.on('message', (answer: FromWriter) => {
    worker.unref();
    const asked = waiting;
    waiting = undefined;
    asked?.resolve(answer);
  });
  worker.on('error', die);
  worker.on('exit', (code) => die(new Error(`exit code ${code}`)));
  // After the listeners: one for messages takes a reference again.
  worker.unref();

  const ask = (message: ToWriter): Promise<FromWriter> =>
    new Promise((resolve, reject) => {
      if (death) return reject(death);
      waiting = { resolve, reject };
      worker.ref();
      worker.postMessage(message);
      const awake = wakefulness.awake();
      ring(bell, awake);
      if (awake) stayAwake();
    });

  /** Has the event loop turn instead of sleep until the answer comes; whatever else arrives is served meanwhile. */
  const stayAwake = () => {
    const deadline = performance.now() + longestAwakeMilliseconds;
    const turn = () => {
      if (waiting && performance.now() < deadline) setImmediate(turn);
    };
    setImmediate(turn);
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
    async close() {
      // A thread that has died has nothing left to finish.
      if (!death) await ask({ kind: 'close' }).catch(() => {});
      await worker.terminate();
    },
  };
};
