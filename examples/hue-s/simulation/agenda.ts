/** Things to be done, by their moments. What stands at one moment keeps the order in which it was put down. */
export interface Agenda<Item> {
  add(moment: number, item: Item): void;
  /** The next moment at which there is something. */
  next(): number | undefined;
  /** Takes everything up to a moment. */
  take(upTo: number): readonly Item[];
}

/** The moments in a heap, the earliest first, and what stands at each in a list. */
export const agenda = <Item>(): Agenda<Item> => {
  const heap: number[] = [];
  const at = new Map<number, Item[]>();

  const valueAt = (place: number): number => heap[place] ?? Number.POSITIVE_INFINITY;
  const swap = (one: number, other: number): void => {
    [heap[one], heap[other]] = [valueAt(other), valueAt(one)];
  };
  const push = (moment: number): void => {
    heap.push(moment);
    for (let place = heap.length - 1; place > 0; ) {
      const parent = (place - 1) >> 1;
      if (valueAt(parent) <= valueAt(place)) return;
      swap(parent, place);
      place = parent;
    }
  };
  const pop = (): void => {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let place = 0; ; ) {
      const left = 2 * place + 1;
      const least = valueAt(left + 1) < valueAt(left) ? left + 1 : left;
      if (valueAt(least) >= valueAt(place)) return;
      swap(least, place);
      place = least;
    }
  };

  return {
    add: (moment, item) => {
      const there = at.get(moment);
      if (there !== undefined) return void there.push(item);
      at.set(moment, [item]);
      push(moment);
    },
    next: () => heap[0],
    take: (upTo) => {
      const taken: Item[] = [];
      for (let moment = heap[0]; moment !== undefined && moment <= upTo; moment = heap[0]) {
        taken.push(...(at.get(moment) ?? []));
        at.delete(moment);
        pop();
      }
      return taken;
    },
  };
};
