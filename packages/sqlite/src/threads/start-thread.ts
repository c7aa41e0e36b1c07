import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What a thread is started with, and who hears of it. */
export interface ThreadStart<Message> {
  /** By what the operating system shows it: `phananh-…`. */
  readonly name: string;
  /** What its program finds as `workerData`. */
  readonly data: unknown;
  /**
   * Megabytes for what is new and for what stays, of which V8 takes more by itself than a thread needs that keeps little. Who
   * needs more than `old` ends with an error. Default: V8's own.
   */
  readonly room?: { readonly young?: number; readonly old?: number };
  readonly hear: (message: Message) => void;
  /** Nobody caught it there: the thread ends by it. Also when its room was not enough. */
  readonly failed: (error: Error) => void;
}

/** A thread that runs. It keeps the process alive until it is let go. */
export interface Thread<Order> {
  tell(order: Order): void;
  /** Its exit code, after everything that it said was heard. */
  readonly ended: Promise<number>;
  /** Ends it wherever it is. */
  kill(): Promise<void>;
  /** Whether the process waits for it. */
  holdProcess(holds: boolean): void;
}

/** The program of a thread, which stands beside the module that starts it: `.ts` where the sources run unbuilt, `.js` in the package. */
export const programBeside = (module: string, name: string): URL =>
  new URL(`./${name}${extname(module)}`, module);

/** Starts a program in a thread of its own. */
export const startThread = <Order, Message>(
  program: URL,
  { name, data, room: { young, old } = {}, hear, failed }: ThreadStart<Message>,
): Thread<Order> => {
  const worker = new Worker(program, {
    workerData: data,
    name,
    resourceLimits: {
      ...(young !== undefined && { maxYoungGenerationSizeMb: young }),
      ...(old !== undefined && { maxOldGenerationSizeMb: old }),
    },
  });
  worker.on('message', hear);
  worker.on('error', failed);
  const ended = new Promise<number>((resolve) => worker.once('exit', resolve));
  return {
    tell: (order) => worker.postMessage(order),
    ended,
    kill: async () => {
      await worker.terminate();
    },
    holdProcess: (holds) => {
      if (holds) worker.ref();
      else worker.unref();
    },
  };
};
