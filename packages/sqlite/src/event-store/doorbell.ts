import { availableParallelism } from 'node:os';

/**
 * How long a thread looks at the counter before it falls asleep. Waking a sleeping thread on another core costs some
 * 40 µs, a fifth of a durable append; whoever appends one event after the other comes back within this time. An idle
 * thread sleeps: it costs no more than this after each group.
 */
const spinMicroseconds = 80;

/** Looks between two readings of the clock, which costs more than the look. */
const looksPerReading = 50;

/** A counter that two threads share: one rings, the other waits for it. */
export type Doorbell = Int32Array<SharedArrayBuffer>;

export const createDoorbell = (): Doorbell =>
  new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

export const ring = (bell: Doorbell): void => {
  Atomics.add(bell, 0, 1);
  Atomics.notify(bell, 0);
};

/** How often it has rung. Read it before looking for work, so that a ring in between is not slept through. */
export const ringsOf = (bell: Doorbell): number => Atomics.load(bell, 0);

/** Blocks this thread until the bell has rung since `rings` was read. Never on the main thread. */
export const waitForRing = (bell: Doorbell, rings: number): void => {
  // On a single core the one who would ring could not run while this thread looks.
  if (availableParallelism() > 1 && spinUntilRing(bell, rings)) return;
  Atomics.wait(bell, 0, rings);
};

const spinUntilRing = (bell: Doorbell, rings: number): boolean => {
  const deadline = performance.now() + spinMicroseconds / 1000;
  do {
    for (let look = 0; look < looksPerReading; look++) {
      if (Atomics.load(bell, 0) !== rings) return true;
    }
  } while (performance.now() < deadline);
  return false;
};
