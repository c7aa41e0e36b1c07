import type { StoreUnavailable } from '@phananh/core/store';
import { failureOf, isElecting, storeError } from './store-error.ts';
import { isSilence, type Limited, type Listening, limited, pause, pauseAfter } from './timing.ts';

/** Decides after each failure of an operation whether it is tried again, and waits until then. */
export interface Repeats {
  /** How many failures there were in a row. */
  readonly failures: number;
  /** To be called when an attempt has got somewhere, such as events of a long read: failures are counted anew. */
  reset(): void;
  /**
   * Waits before the next attempt, longer after each failure, and within the total of the operation.
   *
   * @throws the error of the port, when the failure does not pass or no time is left
   */
  after(cause: unknown): Promise<void>;
}

export const repeats = (timing: Listening, stream: string | null): Repeats => {
  let failures = 0;
  let told: StoreUnavailable | undefined;
  return {
    get failures() {
      return failures;
    },
    reset() {
      failures = 0;
      told = undefined;
    },
    async after(cause) {
      failures += 1;
      const failure = failureOf(cause, stream);
      if (failure.kind !== 'passing') throw storeError(cause, stream);
      const { error } = failure;
      // The end of the total cuts the last attempt short. The error of the attempt before it says more about the cause.
      const isCut = isSilence(error) && timing.left !== undefined && timing.left <= 0;
      if (!isSilence(error)) told = error;
      // The election of a leader ends by itself: it is waited for up to the total, longer than for a server that is not there.
      const mayWait = isElecting(error) && timing.left !== undefined && timing.left > 0;
      if (failures >= timing.attempts && !mayWait) throw isCut && told !== undefined ? told : error;
      const milliseconds = pauseAfter(failures, timing);
      timing.onRepeat?.({ error, failures, pause: milliseconds });
      await pause(milliseconds, timing);
    },
  };
};

/** Runs an operation, and runs it again while its failures may pass, as {@link repeats} decides. */
export const retried = <T>(
  attempt: (timing: Limited) => Promise<T>,
  waits: Listening,
  stream: string | null = null,
): Promise<T> => repeated(attempt, limited(waits), stream);

/** The same for a part of an operation, within the time that is left of the operation. */
export const repeated = async <T>(
  attempt: (timing: Limited) => Promise<T>,
  timing: Limited,
  stream: string | null,
): Promise<T> => {
  const again = repeats(timing, stream);
  for (;;) {
    try {
      return await attempt(timing);
    } catch (cause) {
      await again.after(cause);
    }
  }
};
