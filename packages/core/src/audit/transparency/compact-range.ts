import { sameBytes } from './bytes.ts';
import type { TreeHashes } from './hashes.ts';

/**
 * The right edge of a tree: the roots of the perfect trees that it is made of, the largest first. It is all that has to be kept to
 * append, and to say the root.
 */
export interface CompactRange {
  readonly size: number;
  readonly nodes: readonly Uint8Array[];
}

export const emptyRange: CompactRange = { size: 0, nodes: [] };

/** How many perfect trees a tree of a size is made of: the ones in its size. */
export const nodesOfSize = (size: number): number => {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
};

/** A tree that grows. */
export interface GrowingTree {
  readonly size: number;
  append(leafHash: Uint8Array): void;
  root(): Uint8Array;
  range(): CompactRange;
}

export const growingTree = (hashes: TreeHashes, from: CompactRange = emptyRange): GrowingTree => {
  if (from.nodes.length !== nodesOfSize(from.size))
    throw new RangeError(`a tree of ${from.size} has ${nodesOfSize(from.size)} nodes at its edge`);
  const nodes = [...from.nodes];
  let size = from.size;
  return {
    get size() {
      return size;
    },
    append(leafHash) {
      let node = leafHash;
      for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
        const left = nodes.pop();
        if (left === undefined) throw new RangeError('the edge of a tree lacks a node');
        node = hashes.node(left, node);
      }
      nodes.push(node);
      size += 1;
    },
    root: () => rootOfRange({ size, nodes }, hashes),
    range: () => ({ size, nodes: [...nodes] }),
  };
};

export const rootOfRange = ({ nodes }: CompactRange, hashes: TreeHashes): Uint8Array =>
  nodes.length === 0 ? hashes.empty : nodes.reduceRight((right, left) => hashes.node(left, right));

/** Whether a range has a root: what was read from a file is believed by that alone. */
export const isRangeOf = (range: CompactRange, root: Uint8Array, hashes: TreeHashes): boolean =>
  range.nodes.length === nodesOfSize(range.size) && sameBytes(rootOfRange(range, hashes), root);
