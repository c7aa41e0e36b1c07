import { StoreUnavailable } from '@phananh/core/store';

/** How long the store waits, how often it tries, and where it takes time and chance from. */
export interface Timing {
  /** Calls back after so many milliseconds. @returns cancels it */
  readonly schedule: (milliseconds: number, callback: () => void) => () => void;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** A random number from 0 to 1, for jitter. */
  readonly chance: () => number;
  /** Milliseconds that one call may take, and that a read may wait for its next event. */
  readonly timeout: number;
  /** Milliseconds that an operation may take in all, with connecting and repeats; for a read, without a further event. */
  readonly total: number;
  /** Attempts before a call is given up. */
  readonly attempts: number;
  /** Most milliseconds before the second attempt; twice as many before the third, and so on. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** Milliseconds between two attempts of a follower of the log at what an operator has to mend first. */
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
  // With their pauses some five seconds: the time in which a cluster elects a leader.
  attempts: 9,
  firstPause: 50,
  // So a subscription goes on within two seconds after its server is there again.
  longestPause: 1_500,
  mendingPause: 15_000,
};

/** Milliseconds to wait after so many failures: twice as many after each, less a random part of up to a half. */
export const pauseAfter = (
  failures: number,
  { firstPause, longestPause, chance }: Pick<Timing, 'firstPause' | 'longestPause' | 'chance'>,
): number => {
  const longest = Math.min(longestPause, firstPause * 2 ** (failures - 1));
  return longest / 2 + (longest / 2) * chance();
};

export const pause = (milliseconds: number, { schedule }: Pick<Timing, 'schedule'>): Promise<void> =>
  new Promise((resolve) => schedule(milliseconds, resolve));

/** A call that has failed and is tried again. */
export interface Repeat {
  readonly error: StoreUnavailable;
  /** How many times it failed in a row. */
  readonly failures: number;
  /** Milliseconds until the next attempt. */
  readonly pause: number;
}

export interface Listening extends Timing {
  /** Called when a call has no answer in time. */
  readonly onSilence?: () => void;
  /** Called when a call has failed and is tried again. */
  readonly onRepeat?: (repeat: Repeat) => void;
  /** Milliseconds that are left of the operation. */
  readonly left?: number;
}

/** The timing of one operation, which knows how much of its total is left. */
export interface Limited extends Listening {
  readonly left: number;
  /** Begins the total anew: for a read, when an event came. */
  renew(): void;
}

/**
 * The timing of an operation that begins now: each of its waits ends when the total is over, and no attempt begins after that.
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

/** Waits for an answer up to the timeout. An answer that comes later is ignored. */
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

/** Waits for a part of an operation until the total of the operation is over. */
export const withinTotal = <T>(answer: Promise<T>, timing: Limited, what: string): Promise<T> =>
  Number.isFinite(timing.left) ? within(answer, timing, what, timing.left) : answer;

/**
 * The error of a call without an answer in time. It also tells the connection (`onSilence`).
 *
 * @param milliseconds how long the answer was waited for
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
  // The last attempt had only the rest of the total, so the total is named. `left` may be a few milliseconds: a timer can fire early by the
  // clock.
  const waited = left > earliness ? milliseconds : total;
  return new StoreUnavailable(`the event store did not answer within ${waited} ms: ${what}`, {
    reason: 'timeout',
  });
};

/** Milliseconds by which a timer may fire early. */
const earliness = 5;

export const isSilence = ({ details }: StoreUnavailable): boolean => details.reason === 'timeout';
