import { slots } from './slots.ts';

/** Runs tasks side by side, and one after another those that share a key, for what one does decides about the next. */
export interface KeyedQueue {
  /** Waits for the earlier tasks that share a key with it, however they end. */
  run<Result>(keys: readonly string[], task: () => Promise<Result>): Promise<Result>;
  /** When everything that was asked for is done. */
  drained(): Promise<void>;
}

/** @param atOnce most tasks that are under way or wait for a key; they begin in the order in which they were asked for */
export const keyedQueue = (atOnce = Number.POSITIVE_INFINITY): KeyedQueue => {
  const lastOfKey = new Map<string, Promise<void>>();
  const places = slots(atOnce);

  const begin = async <Result>(
    earlier: readonly Promise<void>[],
    task: () => Promise<Result>,
  ): Promise<Result> => {
    const give = places.takeFree() ?? (await places.take());
    try {
      if (earlier.length > 0) await Promise.all(earlier);
      return await task();
    } finally {
      give();
    }
  };

  return {
    run(keys, task) {
      const result = begin(
        keys.flatMap((key) => lastOfKey.get(key) ?? []),
        task,
      );
      const forget = (): void => {
        for (const key of keys) if (lastOfKey.get(key) === done) lastOfKey.delete(key);
      };
      const done: Promise<void> = result.then(forget, forget);
      for (const key of keys) lastOfKey.set(key, done);
      return result;
    },
    drained: places.allGiven,
  };
};
