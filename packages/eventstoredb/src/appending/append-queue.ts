/** Runs appends side by side. Those that share a key run one after another, because the outcome of one decides about the next. */
export interface AppendQueue {
  /** @param keys streams and event ids: an append waits for the earlier ones that share a key with it */
  run<Result>(keys: readonly string[], append: () => Promise<Result>): Promise<Result>;
  /** Resolves when everything that was asked for until now is done. */
  drained(): Promise<void>;
}

/** @param atOnce most appends that run at the same time; they begin in the order in which they were asked for */
export const appendQueue = (atOnce: number): AppendQueue => {
  const lastOfKey = new Map<string, Promise<void>>();
  const running = new Set<Promise<void>>();
  const places = semaphore(atOnce);

  return {
    run(keys, append) {
      const earlier = new Set(keys.flatMap((key) => lastOfKey.get(key) ?? []));
      const begin = async () => {
        await places.take();
        try {
          await Promise.all(earlier);
          return await append();
        } finally {
          places.free();
        }
      };
      const result = begin();
      const done = result.then(
        () => {},
        () => {},
      );
      for (const key of keys) lastOfKey.set(key, done);
      running.add(done);
      done.then(() => {
        running.delete(done);
        for (const key of keys) if (lastOfKey.get(key) === done) lastOfKey.delete(key);
      });
      return result;
    },
    async drained() {
      await Promise.all(running);
    },
  };
};

const semaphore = (free: number) => {
  const waiting: (() => void)[] = [];
  let left = free;
  return {
    async take() {
      if (left > 0) left -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    free() {
      const next = waiting.shift();
      if (next) next();
      else left += 1;
    },
  };
};
