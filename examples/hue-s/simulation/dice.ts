import type { Random } from '@phananh/core/engine';

/** Chance from a seed: whole numbers of 32 bits and exact divisions only, so that every machine draws the same. */
export interface Dice {
  /** From 0 to less than 1. */
  fraction(): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  weighted<Item>(items: readonly Item[], weightOf: (item: Item) => number): Item;
  shuffled<Item>(items: readonly Item[]): Item[];
}

/** A generator of 32-bit numbers: sfc32, seeded by the FNV-1a hash of a text. */
const sfc32 = (seed: string): (() => number) => {
  let hash = 0x811c9dc5;
  const word = (salt: number): number => {
    for (let index = 0; index < seed.length; index++)
      hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193);
    hash = Math.imul(hash ^ salt, 0x01000193);
    return hash | 0;
  };
  let [a, b, c, counter] = [word(1), word(2), word(3), 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
};

export const diceOf = (seed: string): Dice => {
  const next = sfc32(seed);
  const fraction = (): number => next() / 0x1_0000_0000;
  const between = (least: number, most: number): number =>
    least + Math.floor(fraction() * (Math.max(least, most) - least + 1));
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[between(0, items.length - 1)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  };
  return {
    fraction,
    between,
    pick,
    chance: (probability) => fraction() < probability,
    weighted: (items, weightOf) => {
      let left = fraction() * items.reduce((sum, item) => sum + weightOf(item), 0);
      for (const item of items) {
        left -= weightOf(item);
        if (left < 0) return item;
      }
      return pick(items);
    },
    shuffled: (items) => {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = between(0, last);
        const [one, two] = [shuffled[last], shuffled[other]];
        if (one !== undefined && two !== undefined) [shuffled[last], shuffled[other]] = [two, one];
      }
      return shuffled;
    },
  };
};

/** What the engine takes chance from, from a seed. */
export const seededRandom = (seed: string): Random => {
  const next = sfc32(seed);
  return { bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff) };
};
