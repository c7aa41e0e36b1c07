import { concatenated } from './bytes.ts';
import type { CompactRange } from './compact-range.ts';
import { hashLength, type TreeHashes } from './hashes.ts';
import { type Tile, tileWidth, widthAt } from './tiles.ts';

/** A tile and the hashes in it, one after the other. */
export interface MadeTile {
  readonly tile: Tile;
  readonly bytes: Uint8Array;
}

/** A tree that grows by whole tiles: each node is hashed once. */
export interface GrowingTiles {
  readonly size: number;
  append(leafHash: Uint8Array): void;
  /** The tiles that became full since this was asked last, each once. */
  takeFull(): readonly MadeTile[];
  /** The tiles at the right edge that are not full. */
  partial(): readonly MadeTile[];
  /** The right edge, from which the root follows. */
  range(): CompactRange;
}

/** @param edge the tiles at the right edge that are not full, one a level that has one; of a tree of that size */
export const growingTiles = (
  hashes: TreeHashes,
  { size: begun, edge }: { readonly size: number; readonly edge: readonly MadeTile[] } = {
    size: 0,
    edge: [],
  },
): GrowingTiles => {
  const rows: Uint8Array[][] = [];
  for (const { tile, bytes } of edge)
    rows[tile.level] = Array.from({ length: tile.width }, (_, at) =>
      bytes.subarray(at * hashLength, (at + 1) * hashLength),
    );
  let size = begun;
  let full: MadeTile[] = [];
  const push = (level: number, hash: Uint8Array): void => {
    const row = rows[level] ?? [];
    rows[level] = row;
    row.push(hash);
    if (row.length < tileWidth) return;
    const index = Math.floor(size / tileWidth ** (level + 1)) - 1;
    full.push({ tile: { level, index, width: tileWidth }, bytes: concatenated(...row) });
    rows[level] = [];
    push(level + 1, rootOfRow(row, hashes));
  };
  return {
    get size() {
      return size;
    },
    append(leafHash) {
      size += 1;
      push(0, leafHash);
    },
    takeFull() {
      const taken = full;
      full = [];
      return taken;
    },
    partial: () =>
      partialTiles(size).map((tile) => ({ tile, bytes: concatenated(...(rows[tile.level] ?? [])) })),
    range() {
      const nodes: Uint8Array[] = [];
      for (let level = rows.length - 1; level >= 0; level--) {
        const row = rows[level] ?? [];
        let at = 0;
        for (let width = tileWidth / 2; width >= 1; width /= 2) {
          if ((row.length & width) === 0) continue;
          nodes.push(rootOfRow(row.slice(at, at + width), hashes));
          at += width;
        }
      }
      return { size, nodes };
    },
  };
};

/** The tiles at the right edge of a tree of a size that are not full. */
export const partialTiles = (size: number): readonly Tile[] => {
  const tiles: Tile[] = [];
  for (let level = 0; tileWidth ** level <= size; level++) {
    const index = Math.floor(size / tileWidth ** (level + 1));
    const width = widthAt(size, { level, index });
    if (width > 0) tiles.push({ level, index, width });
  }
  return tiles;
};

/** The root of a perfect tree of hashes. */
const rootOfRow = (row: readonly Uint8Array[], hashes: TreeHashes): Uint8Array => {
  let nodes = row;
  while (nodes.length > 1)
    nodes = Array.from({ length: nodes.length / 2 }, (_, at) =>
      hashes.node(nodes[at * 2] ?? hashes.empty, nodes[at * 2 + 1] ?? hashes.empty),
    );
  return nodes[0] ?? hashes.empty;
};
