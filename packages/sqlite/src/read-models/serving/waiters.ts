import type { Position } from '@phananh/core';

/** Those who wait for a position to be applied. */
export interface Waiters {
  /** Tells that everything up to a position has been applied. */
  applied(position: Position): void;
  /** False when the time is over first. */
  until(position: Position, timeoutMilliseconds: number): Promise<boolean>;
}

export const waiters = (position: () => Position | undefined): Waiters => {
  const waiting = new Set<{ readonly position: Position; readonly tell: () => void }>();
  return {
    applied: (reached) => {
      for (const waiter of waiting) if (waiter.position <= reached) waiter.tell();
    },
    until: (wanted, timeoutMilliseconds) => {
      if ((position() ?? -1) >= wanted) return Promise.resolve(true);
      return new Promise((resolve) => {
        const settle = (inTime: boolean) => {
          clearTimeout(timer);
          waiting.delete(waiter);
          resolve(inTime);
        };
        const waiter = { position: wanted, tell: () => settle(true) };
        const timer = setTimeout(() => settle(false), timeoutMilliseconds);
        waiting.add(waiter);
      });
    },
  };
};
