import { ReadModelsBusy } from '../errors.ts';

export interface FairQueueLimits {
  /** How many tasks run at once: of all callers, and of one. Default of one: as many as of all. */
  readonly atOnce: number;
  readonly atOnceOfOne?: number;
  /** Most that wait: of all callers, and of one. */
  readonly mostWaiting: number;
  readonly mostOfOne: number;
}

/** Tasks of several callers, a few at once. Those that wait take turns by caller, so that who asks a lot waits longest. */
export interface FairQueue {
  /**
   * Callers without a name share one turn, and may run and wait as many as all may.
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
  /**
   * A turn that its taker ends: the same for what is no task with an end of its own, such as a file until its reader has it.
   *
   * @returns what ends it
   */
  take(caller: string | undefined, signal?: AbortSignal): Promise<() => void>;
  /** Begins nothing more until `resume`; resolves when nothing runs. */
  pause(): Promise<void>;
  resume(): void;
  readonly waiting: () => number;
}

export const fairQueue = (limits: FairQueueLimits): FairQueue => {
  const { atOnce, atOnceOfOne = atOnce, mostWaiting, mostOfOne } = limits;
  /** By caller, in the order of their turns: who was served goes to the end. */
  const turns = new Map<string, Set<() => void>>();
  const runningOf = new Map<string, number>();
  let waiting = 0;
  let running = 0;
  let paused = false;
  let idle: (() => void) | undefined;

  const mayBegin = (caller: string): boolean =>
    !paused && running < atOnce && (caller === '' || (runningOf.get(caller) ?? 0) < atOnceOfOne);
  const count = (caller: string, change: 1 | -1): void => {
    running += change;
    const own = (runningOf.get(caller) ?? 0) + change;
    if (own === 0) runningOf.delete(caller);
    else runningOf.set(caller, own);
  };
  const next = (): (() => void) | undefined => {
    for (const [caller, tasks] of turns) {
      if (!mayBegin(caller)) continue;
      turns.delete(caller);
      const [first] = tasks;
      if (first === undefined) continue;
      tasks.delete(first);
      if (tasks.size > 0) turns.set(caller, tasks);
      waiting -= 1;
      count(caller, 1);
      return first;
    }
    return undefined;
  };
  const beginAll = (): void => {
    for (let begin = next(); begin !== undefined; begin = next()) begin();
  };

  /** Calls `begin` when it is the caller's turn, with what ends it; or `refuse`, once. */
  const ask = (
    named: string | undefined,
    signal: AbortSignal | undefined,
    begin: (end: () => void) => void,
    refuse: (reason: unknown) => void,
  ): void => {
    if (signal?.aborted === true) {
      refuse(signal.reason);
      return;
    }
    const caller = named ?? '';
    const own = turns.get(caller) ?? new Set();
    const mustWait = waiting > 0 || !mayBegin(caller);
    if (mustWait && (waiting >= mostWaiting || (named !== undefined && own.size >= mostOfOne))) {
      refuse(new ReadModelsBusy('as many run and wait already as may', { retryAfterSeconds: 1 }));
      return;
    }
    const leave = (): void => {
      own.delete(begun);
      waiting -= 1;
      if (own.size === 0 && turns.get(caller) === own) turns.delete(caller);
      refuse(signal?.reason);
    };
    const begun = (): void => {
      signal?.removeEventListener('abort', leave);
      let ended = false;
      begin(() => {
        if (ended) return;
        ended = true;
        count(caller, -1);
        if (running === 0) idle?.();
        beginAll();
      });
    };
    signal?.addEventListener('abort', leave, { once: true });
    own.add(begun);
    turns.set(caller, own);
    waiting += 1;
    beginAll();
  };

  return {
    run: (caller, signal, task) =>
      new Promise((resolve, reject) => {
        const begin = async (end: () => void): Promise<void> => {
          const leave = (): void => reject(signal?.reason);
          signal?.addEventListener('abort', leave, { once: true });
          try {
            resolve(await task());
          } catch (error) {
            reject(error);
          } finally {
            signal?.removeEventListener('abort', leave);
            end();
          }
        };
        ask(caller, signal, (end) => void begin(end), reject);
      }),
    take: (caller, signal) => new Promise((resolve, reject) => ask(caller, signal, resolve, reject)),
    pause: () => {
      paused = true;
      return new Promise((resolve) => {
        idle = resolve;
        if (running === 0) resolve();
      });
    },
    resume: () => {
      paused = false;
      beginAll();
    },
    waiting: () => waiting,
  };
};
