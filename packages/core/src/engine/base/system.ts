import type { Random } from './random.ts';
import { type Clock, instantOf } from './time.ts';

/** The clock of the machine. */
export const systemClock: Clock = { now: () => instantOf(Date.now()) };

const poolSize = 4096;

/** The platform's cryptographically secure generator, asked for many bytes at a time. No byte is given out twice. */
export const systemRandom = (): Random => {
  let pool = new Uint8Array(0);
  return {
    bytes: (length) => {
      if (pool.length < length) pool = crypto.getRandomValues(new Uint8Array(Math.max(poolSize, length)));
      const taken = pool.subarray(0, length);
      pool = pool.subarray(length);
      return taken;
    },
  };
};
