import { availableParallelism } from 'node:os';

/** How many times the shared number is loaded between two calls of `performance.now()`, which takes longer than a load. */
const looksPerReading = 50;

/** A fast disk syncs in less. On a slow one the wait is so long that waking a thread up adds little to it. */
export const longestAwakeMilliseconds = 0.5;

/** How long the host's thread may block before its event loop has to turn. */
const momentMilliseconds = 0.02;

/** On a single core the writer could not run while the host's thread loops in wait for it, nor the other way round. */
export const mayWaitAwake = (): boolean => availableParallelism() > 1;

/**
 * Memory that the host's thread and the writer share, five numbers that both touch by `Atomics` only: how often the host has rung for
 * the writer; whether the writer shall stay awake until the next ring; how often the writer has answered; whether the host is looking
 * for the answer; whether the group slot holds a group that the writer has not taken.
 */
export type Doorbell = Int32Array<SharedArrayBuffer>;

const rung = 0;
const awake = 1;
const answered = 2;
const looking = 3;
const filled = 4;

export const createDoorbell = (): Doorbell =>
  new Int32Array(new SharedArrayBuffer(5 * Int32Array.BYTES_PER_ELEMENT));

/**
 * Rings for the writer.
 *
 * @param stayAwake whether the writer shall wait awake for the next ring, and the host looks for the answer meanwhile
 */
export const ring = (bell: Doorbell, stayAwake: boolean): void => {
  Atomics.store(bell, awake, Number(stayAwake));
  Atomics.store(bell, looking, Number(stayAwake));
  Atomics.add(bell, rung, 1);
  Atomics.notify(bell, rung);
};

/** Tells the writer that the group slot holds a group. Ring afterwards. */
export const tellFilled = (bell: Doorbell): void => {
  Atomics.store(bell, filled, 1);
};

/** Whether the group slot held a group that had not been taken. It counts as taken from now on. */
export const takeFilled = (bell: Doorbell): boolean => Atomics.exchange(bell, filled, 0) === 1;

/** How often the bell has rung. The writer reads it before it looks for work: a ring that comes in between then ends its wait at once. */
export const ringsOf = (bell: Doorbell): number => Atomics.load(bell, rung);

/** Blocks this thread until the bell has rung since `rings` was read. For the writer's thread only: the host's has an event loop to turn. */
export const waitForRing = (bell: Doorbell, rings: number): void => {
  if (Atomics.load(bell, awake) === 1 && lookForChange(bell, rung, rings, longestAwakeMilliseconds)) return;
  Atomics.wait(bell, rung, rings);
};

/** Loops until the number at `place` is no longer `from`. @returns false when the time was over first */
const lookForChange = (bell: Doorbell, place: number, from: number, milliseconds: number): boolean => {
  const deadline = performance.now() + milliseconds;
  do {
    for (let look = 0; look < looksPerReading; look++) {
      if (Atomics.load(bell, place) !== from) return true;
    }
  } while (performance.now() < deadline);
  return false;
};

/** Counts an answer. @returns whether the host is looking for it; if not, a message has to wake its event loop */
export const tellAnswered = (bell: Doorbell): boolean => {
  Atomics.add(bell, answered, 1);
  return Atomics.load(bell, looking) === 1;
};

/** How often the writer has answered. */
export const answersOf = (bell: Doorbell): number => Atomics.load(bell, answered);

/** Blocks this thread for a moment that nobody notices, unless there is an answer more than `answers` before. */
export const waitMomentForAnswer = (bell: Doorbell, answers: number): void => {
  lookForChange(bell, answered, answers, momentMilliseconds);
};

/** The host stops looking. It has to look once more after this call: an answer that came just before was sent without a message. */
export const stopLooking = (bell: Doorbell): void => {
  Atomics.store(bell, looking, 0);
};
