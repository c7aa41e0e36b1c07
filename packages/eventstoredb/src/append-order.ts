/** Runs appends side by side, and yet so that they take their places in the log in the order in which they were asked for. */
export interface AppendOrder {
  /** @param keys an append waits for the earlier ones that share a key with it, for what they do decides about it */
  run<Result>(keys: readonly string[], append: (turn: Turn) => Promise<Result>): Promise<Result>;
  /** When everything that was asked for until now is done. */
  drained(): Promise<void>;
}

export interface Turn {
  /** When the appends before this one are on their way. */
  readonly come: Promise<unknown>;
  /** Lets the next one follow. */
  pass(): void;
}

/** @param atOnce most appends that are under way at the same time, so that the last one does not wait past its deadline */
export const appendOrder = (atOnce: number): AppendOrder => {
  const lastOfKey = new Map<string, Promise<unknown>>();
  const running = new Set<Promise<unknown>>();
  const places = semaphore(atOnce);
  let gate: Promise<unknown> = Promise.resolve();

  return {
    run(keys, append) {
      const earlier = new Set(keys.flatMap((key) => lastOfKey.get(key) ?? []));
      const come = gate;
      const { promise: passed, resolve: pass } = Promise.withResolvers<void>();
      gate = Promise.all([come, passed]);

      const begin = async () => {
        await places.take();
        try {
          await Promise.all(earlier);
          return await append({ come, pass });
        } finally {
          pass();
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
