/** The leaves from `begin` to before `end`: a node of the tree, perfect or at its right edge. */
export interface LeafRange {
  readonly begin: number;
  readonly end: number;
}

/** The largest power of two below a number above 1: where RFC 6962 splits a tree. By numbers, because sizes pass 2^32. */
const splitOf = (size: number): number => {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
};

/** The nodes of an inclusion proof, from the leaf's sibling up (RFC 6962, 2.1.1). */
export const inclusionRanges = (index: number, size: number): readonly LeafRange[] => {
  demandSafe(index, size);
  if (index >= size) throw new RangeError(`a tree of ${size} has no leaf ${index}`);
  const ranges: LeafRange[] = [];
  let [begin, end] = [0, size];
  while (end - begin > 1) {
    const middle = begin + splitOf(end - begin);
    if (index < middle) {
      ranges.push({ begin: middle, end });
      end = middle;
    } else {
      ranges.push({ begin, end: middle });
      begin = middle;
    }
  }
  return ranges.reverse();
};

/** The nodes of the proof that a tree is the beginning of a larger one (RFC 6962, 2.1.2). */
export const consistencyRanges = (first: number, second: number): readonly LeafRange[] => {
  demandSafe(first, second);
  if (first === 0 || first > second) throw new RangeError(`no tree of ${first} in one of ${second}`);
  if (first === second) return [];
  const ranges: LeafRange[] = [];
  let [begin, end] = [0, second];
  // Whether what is left begins at the first leaf: its root is known to whoever verifies, when nothing of it is cut.
  let isWhole = true;
  while (first !== end) {
    const middle = begin + splitOf(end - begin);
    if (first <= middle) {
      ranges.push({ begin: middle, end });
      end = middle;
    } else {
      ranges.push({ begin, end: middle });
      begin = middle;
      isWhole = false;
    }
  }
  if (!isWhole) ranges.push({ begin, end });
  return ranges.reverse();
};

const demandSafe = (...numbers: readonly number[]): void => {
  for (const number of numbers)
    if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`${number} is no size of a tree`);
};

/** A perfect tree in a tree: that of the leaves from `index` × 2^`level` on, 2^`level` of them. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

/** The perfect trees that the leaves of a range of a proof make, the largest first: one, but at the right edge. */
export const nodesOfRange = ({ begin, end }: LeafRange): readonly TreeNode[] => {
  const nodes: TreeNode[] = [];
  for (let from = begin; from < end; ) {
    let level = 0;
    let width = 1;
    while (from % (width * 2) === 0 && from + width * 2 <= end) {
      level += 1;
      width *= 2;
    }
    nodes.push({ level, index: from / width });
    from += width;
  }
  return nodes;
};
