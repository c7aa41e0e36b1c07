import { type Clock, epochOf, type Instant, instantOf } from '../engine/base/time.ts';

/** A clock that stands still until it is told otherwise. */
export interface SimulatedClock extends Clock {
  set(instant: Instant): void;
  advance(milliseconds: number): void;
}

export const simulatedClock = (start: Instant): SimulatedClock => {
  let current = epochOf(start);
  return {
    now: () => instantOf(current),
    set(instant) {
      current = epochOf(instant);
    },
    advance(milliseconds) {
      current += milliseconds;
    },
  };
};
