/** Values by name, of which those that were used last stay. */
export interface RecentlyUsed<Value> {
  get(name: string): Value | undefined;
  /** A value that is heavier than half of what all may weigh is not kept. */
  set(name: string, value: Value): void;
  delete(name: string): void;
}

/** @param most what all values may weigh together */
export const recentlyUsed = <Value>(
  most: number,
  weightOf: (value: Value) => number,
): RecentlyUsed<Value> => {
  // Two halves: when one is full the other, which nobody has used for as long, is dropped whole. Keeping an order of all of
  // them would cost more at each use. What stands in both counts as it is in the young one.
  let [young, old] = [new Map<string, Value>(), new Map<string, Value>()];
  let youngWeight = 0;

  const weightIn = (half: Map<string, Value>, name: string): number => {
    const value = half.get(name);
    return value === undefined ? 0 : weightOf(value);
  };
  const remove = (name: string): void => {
    youngWeight -= weightIn(young, name);
    young.delete(name);
    old.delete(name);
  };
  const set = (name: string, value: Value): void => {
    const weight = weightOf(value);
    if (weight > most / 2) {
      remove(name);
      return;
    }
    const change = weight - weightIn(young, name);
    if (youngWeight + change > most / 2) {
      [old, young] = [young, new Map()];
      youngWeight = weight;
    } else {
      youngWeight += change;
    }
    young.set(name, value);
  };

  return {
    get(name) {
      const recent = young.get(name);
      if (recent !== undefined) return recent;
      const found = old.get(name);
      if (found !== undefined) set(name, found);
      return found;
    },
    set,
    delete: remove,
  };
};
