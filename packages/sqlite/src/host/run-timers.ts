import { setTimeout as sleep } from 'node:timers/promises';
import type { Tick, Timers } from '@phananh/core/engine';
import { toldOnce } from '../told-once.ts';

/** How often is looked. A look at which nothing is due costs one read of an index; by a clock that jumped nothing is due. */
const period = 1_000;

/** Fires due timers until the signal. What fails is tried again; the others go on. */
export const runTimers = async (
  timers: Timers,
  {
    signal,
    onTick,
    onError,
  }: {
    readonly signal: AbortSignal;
    readonly onTick: (tick: Tick) => void;
    readonly onError: (error: unknown) => void;
  },
): Promise<void> => {
  const telling = toldOnce(onError);
  while (!signal.aborted) {
    try {
      const tick = await timers.tick(signal);
      telling.well();
      if (tick.fired + tick.refused + tick.failed > 0) onTick(tick);
    } catch (error) {
      if (signal.aborted) return;
      telling.failed(error);
    }
    await sleep(period, undefined, { signal }).catch(() => {});
  }
};
