import { StoreUnavailable } from '@phananh/core/store';

/** How long the store waits, and where it takes time and chance from. */
export interface Timing {
  /** Calls back after so many milliseconds. The answer takes it back. */
  readonly schedule: (milliseconds: number, callback: () => void) => () => void;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** From 0 to 1, for jitter. */
  readonly chance: () => number;
  /** Milliseconds that one call may take, and that a read may wait for its next event. */
  readonly timeout: number;
  /** Attempts at a call before it is given up. */
  readonly attempts: number;
  /** Milliseconds before the second attempt at most; twice as many before the third, and so on. */
  readonly firstPause: number;
  readonly longestPause: number;
}

export const defaultTiming: Timing = {
  schedule(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  now: Date.now,
  chance: Math.random,
  timeout: 10_000,
  // With the pauses between them some five seconds: what a cluster takes to elect a leader.
  attempts: 9,
  firstPause: 50,
  // A subscription goes on within two seconds after its server is there again.
  longestPause: 1_500,
};

/** Milliseconds to wait after so many failures: exponential, with half of it left to chance. */
export const pauseAfter = (
  failures: number,
  { firstPause, longestPause, chance }: Pick<Timing, 'firstPause' | 'longestPause' | 'chance'>,
): number => {
  const longest = Math.min(longestPause, firstPause * 2 ** (failures - 1));
  return longest / 2 + (longest / 2) * chance();
};

export const pause = (milliseconds: number, { schedule }: Pick<Timing, 'schedule'>): Promise<void> =>
  new Promise((resolve) => schedule(milliseconds, resolve));

/** Waits so long for an answer and no longer; what comes later is dropped. */
export const within = <T>(answer: Promise<T>, { schedule, timeout }: Timing, what: string): Promise<T> =>
  new Promise((resolve, reject) => {
    const cancel = schedule(timeout, () => reject(silence(what, timeout)));
    answer.then(resolve, reject).finally(cancel);
  });

export const silence = (what: string, timeout: number): StoreUnavailable =>
  new StoreUnavailable(`the event store did not answer within ${timeout} ms: ${what}`, { reason: 'timeout' });
