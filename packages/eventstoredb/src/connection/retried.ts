import type { StoreUnavailable } from '@phananh/core/store';
import { failureOf, isElecting, storeError } from './store-error.ts';
import { isSilence, type Limited, type Listening, limited, pause, pauseAfter } from './timing.ts';

/** What is done after the failures of one operation. */
export interface Repeats {
  /** How many there were in a row. */
  readonly failures: number;
  /** Something came of it. */
  reset(): void;
  /**
   * Waits until it may be tried again: after growing pauses, within the total of the operation.
   *
   * @throws the error that the port promises, when it does not pass or is not tried again
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
      // The last attempt is cut off by the total, and knows less of the cause than the one before it.
      const isCut = isSilence(error) && timing.left !== undefined && timing.left <= 0;
      if (!isSilence(error)) told = error;
      // An election takes longer than a server that is not there is worth.
      const mayWait = isElecting(error) && timing.left !== undefined && timing.left > 0;
      if (failures >= timing.attempts && !mayWait) throw isCut && told !== undefined ? told : error;
      const milliseconds = pauseAfter(failures, timing);
      timing.onRepeat?.({ error, failures, pause: milliseconds });
      await pause(milliseconds, timing);
    },
  };
};

/** An operation of its own, that is done again while failures may pass, as {@link repeats} says. */
export const retried = <T>(
  attempt: (timing: Limited) => Promise<T>,
  waits: Listening,
  stream: string | null = null,
): Promise<T> => repeated(attempt, limited(waits), stream);

/** The same for a part of an operation that is under way, within what is left of it. */
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
