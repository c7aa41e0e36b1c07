import { setTimeout as sleep } from 'node:timers/promises';

import { toldOnce } from './told-once.ts';

const firstPause = 1_000;
const longestPause = 30_000;

/**
 * Runs what should end by the signal alone. What fails is told, once as long as it is the same, and run again, more and
 * more seldom: a disk that was full, a log that did not answer.
 *
 * @param run is given what to call when it goes well again: the next pause is a short one then
 */
export const persistently = async (
  run: (going: () => void) => Promise<void>,
  {
    signal,
    onError,
    pause: first = firstPause,
  }: {
    readonly signal: AbortSignal;
    readonly onError: (error: unknown) => void;
    /** Milliseconds before the second attempt. Default 1,000. */
    readonly pause?: number;
  },
): Promise<void> => {
  let pause = first;
  const telling = toldOnce(onError);
  const going = (): void => {
    pause = first;
    telling.well();
  };
  while (!signal.aborted) {
    try {
      await run(going);
    } catch (error) {
      if (signal.aborted) return;
      telling.failed(error);
    }
    await sleep(pause, undefined, { signal }).catch(() => {});
    pause = Math.min(pause * 2, longestPause);
  }
};
