import type { Random } from './random.ts';
import { type Clock, instantOf } from './time.ts';

/** The clock of the machine. */
export const systemClock: Clock = { now: () => instantOf(Date.now()) };

/** The platform's cryptographically secure generator. */
export const systemRandom: Random = { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) };
