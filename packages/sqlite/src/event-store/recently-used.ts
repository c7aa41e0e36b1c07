/** Values by name, of which those that were used last stay. */
export interface RecentlyUsed<Value> {
  get(name: string): Value | undefined;
  /** @param weight counts against the limit; a value that is heavier than half of it is not kept */
  set(name: string, value: Value, weight: number): void;
  delete(name: string): void;
}

interface Weighed<Value> {
  readonly value: Value;
  readonly weight: number;
}

/** @param most what all values may weigh together */
export const recentlyUsed = <Value>(most: number): RecentlyUsed<Value> => {
  // Two halves: when one is full the other, which nobody has used for as long, is dropped whole. Keeping an order of all of
  // them would cost more at each use.
  let [young, old] = [new Map<string, Weighed<Value>>(), new Map<string, Weighed<Value>>()];
  let youngWeight = 0;

  const remove = (name: string): void => {
    youngWeight -= young.get(name)?.weight ?? 0;
    young.delete(name);
    old.delete(name);
  };
  const add = (name: string, weighed: Weighed<Value>): void => {
    if (youngWeight + weighed.weight > most / 2) {
      [old, young] = [young, new Map()];
      youngWeight = 0;
    }
    young.set(name, weighed);
    youngWeight += weighed.weight;
  };

  return {
    get(name) {
      const recent = young.get(name);
      if (recent !== undefined) return recent.value;
      const found = old.get(name);
      if (found === undefined) return undefined;
      old.delete(name);
      add(name, found);
      return found.value;
    },
    set(name, value, weight) {
      remove(name);
      if (weight <= most / 2) add(name, { value, weight });
    },
    delete: remove,
  };
};
