import type { LogTime } from '../../src/signing/run-log.ts';

/** Time that passes when a test says so. */
export interface SimulatedTime extends LogTime {
  advance(milliseconds: number): void;
}

export const simulatedTime = (): SimulatedTime => {
  let current = 0;
  const waiting = new Set<{ readonly until: number; readonly done: () => void }>();
  return {
    now: () => current,
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        const one = { until: current + milliseconds, done: resolve };
        waiting.add(one);
        signal.addEventListener('abort', () => {
          waiting.delete(one);
          resolve();
        });
      }),
    advance(milliseconds) {
      current += milliseconds;
      for (const one of waiting) if (one.until <= current) one.done();
    },
  };
};
