import { failureOf, storeError } from './store-error.ts';
import { pause, pauseAfter, type Timing } from './timing.ts';

/** Does it again while failures may pass, with growing pauses; then throws the error that the port promises. */
export const retried = async <T>(
  attempt: () => Promise<T>,
  timing: Timing,
  stream: string | null = null,
): Promise<T> => {
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (cause) {
      const passing = failureOf(cause, stream).kind === 'passing';
      if (!passing || failures >= timing.attempts) throw storeError(cause, stream);
      await pause(pauseAfter(failures, timing), timing);
    }
  }
};
