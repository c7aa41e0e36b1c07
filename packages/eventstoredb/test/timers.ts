import type { Timing } from '../src/index.ts';

export interface TestTimers {
  readonly timing: Partial<Timing>;
  /** Milliseconds of each pause that was made. */
  readonly pauses: readonly number[];
  /** Lets every deadline that is running now pass. */
  expire(): void;
}

const timeout = 5_000;

/** Time as a test makes it: pauses end at once, deadlines pass when the test says so. */
export const testTimers = (): TestTimers => {
  const deadlines = new Set<() => void>();
  const pauses: number[] = [];
  return {
    timing: {
      timeout,
      mendingPause: 100,
      // Without chance the pauses are what they are at most.
      chance: () => 1,
      schedule(milliseconds, callback) {
        // What an operation may take in all is longer, and passes in no test by itself.
        if (milliseconds > timeout) return () => {};
        if (milliseconds === timeout) {
          deadlines.add(callback);
          return () => deadlines.delete(callback);
        }
        if (milliseconds > 2) pauses.push(milliseconds);
        const soon = setImmediate(callback);
        return () => clearImmediate(soon);
      },
    },
    pauses,
    expire() {
      const expired = [...deadlines];
      deadlines.clear();
      for (const callback of expired) callback();
    },
  };
};
