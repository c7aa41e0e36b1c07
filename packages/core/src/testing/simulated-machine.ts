import { epochOf, type Instant } from '../engine/base/time.ts';
import type { MachineClocks } from '../engine/log/clock-guard.ts';

/** The clocks of a machine that stand still until they are told otherwise, and the time that they should show. */
export interface SimulatedMachine extends MachineClocks {
  readonly monotonic: () => number;
  /** What the time is, in milliseconds since the Unix epoch. */
  readonly trueTime: () => number;
  /** Time passes. With `asleep` the monotonic clock stands still meanwhile. */
  pass(milliseconds: number, how?: { readonly asleep?: boolean }): void;
  /** Sets the wall clock so far from the true time. */
  setOff(milliseconds: number): void;
}

export const simulatedMachine = (start: Instant): SimulatedMachine => {
  let [now, awake, off] = [epochOf(start), 0, 0];
  return {
    trueTime: () => now,
    wall: () => now + off,
    monotonic: () => awake,
    pass(milliseconds, { asleep = false } = {}) {
      now += milliseconds;
      if (!asleep) awake += milliseconds;
    },
    setOff(milliseconds) {
      off = milliseconds;
    },
  };
};
