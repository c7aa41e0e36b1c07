import { setTimeout as sleep } from 'node:timers/promises';
import type { Timers } from '@phananh/core';
import type { FastifyBaseLogger } from 'fastify';

/** How often is looked. A look at which nothing is due costs one read of an index; a clock that jumps does no harm. */
const period = 1_000;

/** Fires due timers until the signal. What fails is tried again; the others go on. */
export const runTimers = async (
  timers: Timers,
  log: FastifyBaseLogger,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    try {
      const { fired, refused, failed } = await timers.tick(signal);
      if (fired + refused + failed > 0) log.info({ fired, refused, failed }, 'timers were due');
    } catch (err) {
      if (signal.aborted) return;
      log.error({ err }, 'the timers could not be looked at');
    }
    await sleep(period, undefined, { signal }).catch(() => {});
  }
};
