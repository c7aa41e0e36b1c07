/** Places for what may go on at once. Who finds none free waits, and is served in the order of asking. */
export interface Slots {
  /** Waits until one is free. @returns what gives it back, to who waits longest; once, however often it is called */
  take(): Promise<() => void>;
  /** The same where one is free at once; else nothing. */
  takeFree(): (() => void) | undefined;
  /** Waits until none is taken. */
  allGiven(): Promise<void>;
}

export const slots = (count: number): Slots => {
  const waiting: ((give: () => void) => void)[] = [];
  let idle: (() => void)[] = [];
  let taken = 0;
  const place = (): (() => void) => {
    let isGiven = false;
    return () => {
      if (isGiven) return;
      isGiven = true;
      const next = waiting.shift();
      if (next !== undefined) {
        next(place());
        return;
      }
      taken -= 1;
      if (taken > 0) return;
      for (const resolve of idle) resolve();
      idle = [];
    };
  };
  const takeFree = (): (() => void) | undefined => {
    if (taken >= count) return undefined;
    taken += 1;
    return place();
  };
  return {
    take: async () => takeFree() ?? new Promise((resolve) => waiting.push(resolve)),
    takeFree,
    allGiven: async () => {
      if (taken > 0) await new Promise<void>((resolve) => idle.push(resolve));
    },
  };
};
