/** A number of things that may go on at once. For one taker, who waits for each slot before the next. */
export interface Slots {
  /** Waits until one is free. */
  take(): Promise<void>;
  readonly give: () => void;
  /** Waits until nothing goes on any more. */
  allGiven(): Promise<void>;
}

export const createSlots = (count: number): Slots => {
  let taken = 0;
  let wake: () => void = () => {};
  const whenAtMost = async (most: number): Promise<void> => {
    while (taken > most) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    take: async () => {
      // Not awaited when one is free: a row more should not cost a turn of the microtask queue.
      if (taken >= count) await whenAtMost(count - 1);
      taken += 1;
    },
    give: () => {
      taken -= 1;
      wake();
    },
    allGiven: () => whenAtMost(0),
  };
};
