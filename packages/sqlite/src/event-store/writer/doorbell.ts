import { availableParallelism } from 'node:os';

/** Looks between two readings of the clock, which costs more than the look. */
const looksPerReading = 50;

/** Longer than a fast disk takes to sync; on a slow one, waking up is a small part of the wait anyway. */
export const longestAwakeMilliseconds = 0.5;

/** What a thread that has others to serve may wait without a turn of its event loop. */
const momentMilliseconds = 0.02;

/** On a single core the one who is waited for could not run while another waits awake. */
export const mayWaitAwake = (): boolean => availableParallelism() > 1;

/**
 * Memory that the host's thread and the writer share: how often the host has rung for the writer, whether the writer is to
 * stay awake until it rings again, how often the writer has answered, whether the host looks for the answer, and whether
 * the group that it rings for is in their slot.
 */
export type Doorbell = Int32Array<SharedArrayBuffer>;

const rung = 0;
const awake = 1;
const answered = 2;
const looking = 3;
const filled = 4;

export const createDoorbell = (): Doorbell =>
  new Int32Array(new SharedArrayBuffer(5 * Int32Array.BYTES_PER_ELEMENT));

/** @param stayAwake whether the writer waits awake for the next ring, and the host looks for the answer */
export const ring = (bell: Doorbell, stayAwake: boolean): void => {
  Atomics.store(bell, awake, Number(stayAwake));
  Atomics.store(bell, looking, Number(stayAwake));
  Atomics.add(bell, rung, 1);
  Atomics.notify(bell, rung);
};

/** Says that there is a group in the slot. Ring afterwards. */
export const tellFilled = (bell: Doorbell): void => {
  Atomics.store(bell, filled, 1);
};

/** Whether there is a group in the slot that nobody has taken; it is taken then. */
export const takeFilled = (bell: Doorbell): boolean => Atomics.exchange(bell, filled, 0) === 1;

/** How often it has rung. Read it before looking for work, so that a ring in between is not slept through. */
export const ringsOf = (bell: Doorbell): number => Atomics.load(bell, rung);

/** Blocks this thread until the bell has rung since `rings` was read. Never on the main thread. */
export const waitForRing = (bell: Doorbell, rings: number): void => {
  if (Atomics.load(bell, awake) === 1 && lookForChange(bell, rung, rings, longestAwakeMilliseconds)) return;
  Atomics.wait(bell, rung, rings);
};

/** Waits awake until one of the numbers is another one; whether it is, after so long at most. */
const lookForChange = (bell: Doorbell, place: number, from: number, milliseconds: number): boolean => {
  const deadline = performance.now() + milliseconds;
  do {
    for (let look = 0; look < looksPerReading; look++) {
      if (Atomics.load(bell, place) !== from) return true;
    }
  } while (performance.now() < deadline);
  return false;
};

/** Tells of an answer; whether the host looks for it. If not, it has to be woken by a message. */
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

/** Says that the host looks no more. Look once again after it: the answer may have come in between, without a message. */
export const stopLooking = (bell: Doorbell): void => {
  Atomics.store(bell, looking, 0);
};
