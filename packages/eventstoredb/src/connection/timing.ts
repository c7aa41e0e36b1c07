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
  /** Milliseconds that an operation may take in all, connecting and repeats included; a read so long without an event. */
  readonly total: number;
  /** Attempts at a call before it is given up. */
  readonly attempts: number;
  /** Milliseconds before the second attempt at most; twice as many before the third, and so on. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** Milliseconds before whoever follows the log tries again what somebody has to mend first. */
  readonly mendingPause: number;
}

export const defaultTiming: Timing = {
  schedule(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  now: Date.now,
  chance: Math.random,
  timeout: 10_000,
  total: 15_000,
  // With the pauses between them some five seconds: what a cluster takes to elect a leader.
  attempts: 9,
  firstPause: 50,
  // A subscription goes on within two seconds after its server is there again.
  longestPause: 1_500,
  mendingPause: 15_000,
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

/** A call that failed, and when it is tried again. */
export interface Repeat {
  readonly error: StoreUnavailable;
  /** How many times in a row. */
  readonly failures: number;
  /** Milliseconds until the next attempt. */
  readonly pause: number;
}

export interface Listening extends Timing {
  /** Told of a call that has no answer in time. */
  readonly onSilence?: () => void;
  /** Told of a call that failed and is tried again. */
  readonly onRepeat?: (repeat: Repeat) => void;
  /** Milliseconds that are left of the operation that it belongs to. */
  readonly left?: number;
}

/** The timing of one operation. */
export interface Limited extends Listening {
  readonly left: number;
  /** Begins the count anew, when something came of it. */
  renew(): void;
}

/**
 * For one operation that begins now: each of its waits ends with its total at the latest, and it is not repeated after that.
 */
export const limited = (timing: Listening): Limited => {
  let end = timing.now() + timing.total;
  const left = () => Math.max(end - timing.now(), 0);
  return {
    ...timing,
    get left() {
      return left();
    },
    get timeout() {
      return Math.max(Math.min(timing.timeout, left()), 1);
    },
    get longestPause() {
      return Math.min(timing.longestPause, left());
    },
    get attempts() {
      return left() > 0 ? timing.attempts : 0;
    },
    renew() {
      end = timing.now() + timing.total;
    },
  };
};

/** Waits so long for an answer and no longer; what comes later is dropped. */
export const within = <T>(
  answer: Promise<T>,
  timing: Listening,
  what: string,
  milliseconds: number = timing.timeout,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const cancel = timing.schedule(milliseconds, () => reject(silence(what, timing, milliseconds)));
    answer.then(resolve, reject).finally(cancel);
  });

/** Waits for a part of an operation until the whole of it has taken its total. */
export const withinTotal = <T>(answer: Promise<T>, timing: Limited, what: string): Promise<T> =>
  Number.isFinite(timing.left) ? within(answer, timing, what, timing.left) : answer;

/**
 * The error of a call that has no answer in time. Whoever keeps the connection is told.
 *
 * @param milliseconds so long it was waited for
 */
export const silence = (
  what: string,
  {
    total = Number.POSITIVE_INFINITY,
    left = total,
    onSilence,
  }: Pick<Listening, 'left' | 'onSilence'> & Partial<Pick<Listening, 'total'>>,
  milliseconds: number,
): StoreUnavailable => {
  onSilence?.();
  // What was left for the last attempt says little. A timer may be early by the clock.
  const waited = left > earliness ? milliseconds : total;
  return new StoreUnavailable(`the event store did not answer within ${waited} ms: ${what}`, {
    reason: 'timeout',
  });
};

const earliness = 5;

export const isSilence = ({ details }: StoreUnavailable): boolean => details.reason === 'timeout';
