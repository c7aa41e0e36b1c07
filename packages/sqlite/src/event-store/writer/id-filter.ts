/** Tells of an id that it is not among those that were added, nearly always without looking there (Bloom 1970). */
export interface IdFilter {
  add(id: string): void;
  /** False: it was not added. True: it may have been. */
  mayHave(id: string): boolean;
}

/** 2 MiB. Of a million ids, one in 250 others is taken for one of them; of ten millions, most are. */
const bits = 2 ** 24;

/** Where in a UUID the hexadecimal digits stand that choose its bits: six each. Ids of events are hashes: all digits are random. */
const places = [0, 24, 30] as const;

/** @param id a UUID in lower case */
const bitOf = (id: string, from: number): number => {
  let bit = 0;
  for (let place = from; place < from + 6; place++) {
    const code = id.charCodeAt(place);
    bit = (bit << 4) | (code > 0x60 ? code - 0x57 : code - 0x30);
  }
  return bit;
};

export const createIdFilter = (): IdFilter => {
  const set = new Uint8Array(bits / 8);
  return {
    add: (id) => {
      for (const from of places) {
        const bit = bitOf(id, from);
        set[bit >> 3] = (set[bit >> 3] ?? 0) | (1 << (bit & 7));
      }
    },
    mayHave: (id) => {
      for (const from of places) {
        const bit = bitOf(id, from);
        if (((set[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
      }
      return true;
    },
  };
};
