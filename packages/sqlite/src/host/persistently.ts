import { setTimeout as sleep } from 'node:timers/promises';

const firstPause = 1_000;
const longestPause = 30_000;

/** Runs what should end by the signal alone. What fails is told and run again, more and more seldom. */
export const persistently = async (
  run: () => Promise<void>,
  { signal, onError }: { readonly signal: AbortSignal; readonly onError: (error: unknown) => void },
): Promise<void> => {
  for (let pause = firstPause; !signal.aborted; pause = Math.min(pause * 2, longestPause)) {
    try {
      await run();
    } catch (error) {
      if (signal.aborted) return;
      onError(error);
    }
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
};
