import { failureOf, storeError } from './store-error.ts';
import { type Limited, type Listening, limited, pause, pauseAfter } from './timing.ts';

/** Does it again while failures may pass, with growing pauses, within the total of one operation; then throws the error that the port promises. */
export const retried = async <T>(
  attempt: (timing: Limited) => Promise<T>,
  waits: Listening,
  stream: string | null = null,
): Promise<T> => {
  const timing = limited(waits);
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt(timing);
    } catch (cause) {
      const passing = failureOf(cause, stream).kind === 'passing';
      if (!passing || failures >= timing.attempts) throw storeError(cause, stream);
      await pause(pauseAfter(failures, timing), timing);
    }
  }
};
