import type { Position } from '@phananh/core';

/** Callers that wait until the read models have applied a position. */
export interface Waiters {
  /** Tells that everything up to a position has been applied. */
  applied(position: Position): void;
  /** Resolves when the position has been applied. @returns false when the time was over first */
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
