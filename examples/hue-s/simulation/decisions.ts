import type { EventStore } from '@phananh/core';

/** Knows when commands have been decided, which is when they reach the store, long before they are on the disk. */
export interface Decisions {
  /** The store to give the commands to. */
  readonly store: EventStore;
  /** Waits until so many more appends were asked for. Rejects when one of the commands fails before. */
  until(count: number, commands: readonly Promise<unknown>[]): Promise<void>;
}

export const decisionsOf = (store: EventStore): Decisions => {
  let left = 0;
  let decided = (): void => {};
  return {
    store: {
      ...store,
      append: (...given) => {
        left -= 1;
        if (left === 0) decided();
        return store.append(...given);
      },
    },
    until: (count, commands) =>
      new Promise((resolve, reject) => {
        left = count;
        decided = resolve;
        for (const command of commands) command.catch(reject);
      }),
  };
};
