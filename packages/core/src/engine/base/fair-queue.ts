import { ReadModelsBusy } from './errors.ts';

export interface FairQueueLimits {
  /** How many tasks run at once. */
  readonly atOnce: number;
  /** Most that wait: of all callers, and of one. */
  readonly mostWaiting: number;
  readonly mostOfOne: number;
}

/** Tasks of several callers, a few at once. Those that wait take turns by caller, so that who asks a lot waits longest. */
export interface FairQueue {
  /**
   * Callers without a name share one turn, and may wait as many as all may.
   *
   * Rejects with the reason of the signal as soon as it is aborted; a task that waits is not begun then.
   *
   * @throws {@link ReadModelsBusy} when as many wait as may
   */
  run<Result>(
    caller: string | undefined,
    signal: AbortSignal | undefined,
    task: () => Promise<Result>,
  ): Promise<Result>;
  /** Begins nothing more until `resume`; resolves when nothing runs. */
  pause(): Promise<void>;
  resume(): void;
  readonly waiting: () => number;
}

export const fairQueue = ({ atOnce, mostWaiting, mostOfOne }: FairQueueLimits): FairQueue => {
  /** By caller, in the order of their turns: who was served goes to the end. */
  const turns = new Map<string, Set<() => Promise<void>>>();
  let waiting = 0;
  let running = 0;
  let paused = false;
  let idle: (() => void) | undefined;

  const take = (): (() => Promise<void>) | undefined => {
    for (const [caller, tasks] of turns) {
      turns.delete(caller);
      const [next] = tasks;
      if (next === undefined) continue;
      tasks.delete(next);
      if (tasks.size > 0) turns.set(caller, tasks);
      waiting -= 1;
      return next;
    }
    return undefined;
  };
  const begin = (): void => {
    while (!paused && running < atOnce) {
      const next = take();
      if (next === undefined) break;
      running += 1;
      void next().then(() => {
        running -= 1;
        if (running === 0) idle?.();
        begin();
      });
    }
  };

  return {
    run: (named, signal, task) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason);
        const caller = named ?? '';
        const own = turns.get(caller) ?? new Set();
        const mustWait = paused || running >= atOnce || waiting > 0;
        if (mustWait && (waiting >= mostWaiting || (named !== undefined && own.size >= mostOfOne)))
          return reject(new ReadModelsBusy('as many questions wait already as may'));
        const leave = (): void => {
          if (own.delete(begun)) waiting -= 1;
          if (own.size === 0 && turns.get(caller) === own) turns.delete(caller);
          reject(signal?.reason);
        };
        const begun = async (): Promise<void> => {
          try {
            resolve(await task());
          } catch (error) {
            reject(error);
          } finally {
            signal?.removeEventListener('abort', leave);
          }
        };
        signal?.addEventListener('abort', leave, { once: true });
        own.add(begun);
        turns.set(caller, own);
        waiting += 1;
        begin();
      }),
    pause: () => {
      paused = true;
      return new Promise((resolve) => {
        idle = resolve;
        if (running === 0) resolve();
      });
    },
    resume: () => {
      paused = false;
      begin();
    },
    waiting: () => waiting,
  };
};
