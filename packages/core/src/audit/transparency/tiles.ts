import type { CompactRange } from './compact-range.ts';
import { TransparencyError } from './errors.ts';
import { hashLength, type TreeHashes } from './hashes.ts';
import {
  consistencyRanges,
  inclusionRanges,
  type LeafRange,
  nodesOfRange,
  type TreeNode,
} from './proof-ranges.ts';

/** Hashes in a full tile. */
export const tileWidth = 256;
const tileHeight = 8;
const mostEntryBytes = 0xff_ff;

/** A tile as it is published: 256 hashes of a level × 8 of the tree, or as many as there are at its right edge. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  /** 1 to 256. */
  readonly width: number;
}

/** Such as `x001/x234/067`. */
export const tileNumber = (index: number): string => {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  return groups.map((group, at) => (at === groups.length - 1 ? group : `x${group}`)).join('/');
};

const widthPart = (width: number): string => (width === tileWidth ? '' : `.p/${width}`);

/** Such as `tile/0/x001/234.p/17`. */
export const tilePath = ({ level, index, width }: Tile): string =>
  `tile/${level}/${tileNumber(index)}${widthPart(width)}`;

/** Where the leaves of a tile of level 0 lie. */
export const entriesPath = ({ index, width }: Omit<Tile, 'level'>): string =>
  `tile/entries/${tileNumber(index)}${widthPart(width)}`;

/** How wide a tile is in a tree of a size; 0: it is not there. */
export const widthAt = (size: number, { level, index }: Pick<Tile, 'level' | 'index'>): number => {
  const hashes = Math.floor(size / tileWidth ** level);
  return Math.min(Math.max(hashes - index * tileWidth, 0), tileWidth);
};

/** Every tile that is new or wider in a tree of a size than in a smaller one: each once, as wide as it is then. */
export function* tilesBetween(from: number, to: number): Iterable<Tile> {
  for (let level = 0; tileWidth ** level <= to; level++) {
    const had = Math.floor(from / tileWidth ** level);
    const has = Math.floor(to / tileWidth ** level);
    if (had === has) continue;
    for (let index = Math.floor(had / tileWidth); index * tileWidth < has; index++)
      yield { level, index, width: widthAt(to, { level, index }) };
  }
}

/** An entry bundle: each leaf after its length in two bytes, the higher first. */
export const entryBundle = (leaves: readonly Uint8Array[]): Uint8Array => {
  const bundle = new Uint8Array(leaves.reduce((sum, { length }) => sum + 2 + length, 0));
  const view = new DataView(bundle.buffer);
  let at = 0;
  for (const leaf of leaves) {
    if (leaf.length > mostEntryBytes)
      throw new TransparencyError('leaf-too-large', `an entry of ${leaf.length} bytes`);
    view.setUint16(at, leaf.length);
    bundle.set(leaf, at + 2);
    at += 2 + leaf.length;
  }
  return bundle;
};

/** The leaves of an entry bundle; undefined for what ends in the middle of one. */
export const leavesOfBundle = (bundle: Uint8Array): readonly Uint8Array[] | undefined => {
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const leaves: Uint8Array[] = [];
  for (let at = 0; at < bundle.length; ) {
    if (at + 2 > bundle.length) return undefined;
    const end = at + 2 + view.getUint16(at);
    if (end > bundle.length) return undefined;
    leaves.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return leaves;
};

/** Gives the hashes of a tile; undefined where it is not. */
export type ReadTile = (tile: Tile) => Promise<Uint8Array | undefined>;

/** A tree of a size in tiles, and its right edge where somebody has it: without it the edge costs a tile a level more. */
export interface TiledTree {
  readonly size: number;
  readonly readTile: ReadTile;
  readonly hashes: TreeHashes;
  readonly edge?: CompactRange | undefined;
}

/** @throws {@link TransparencyError} `proof-wrong` when a tile is not there or too short */
export const inclusionProof = (tree: TiledTree, index: number): Promise<readonly Uint8Array[]> =>
  proofOf(tree, inclusionRanges(index, tree.size));

/** The proof that the first leaves of a tree, so many, were a tree. */
export const consistencyProof = (tree: TiledTree, first: number): Promise<readonly Uint8Array[]> =>
  proofOf(tree, consistencyRanges(first, tree.size));

/** The right edge of a tree of a size, from its tiles. */
export const rangeFromTiles = async (tree: TiledTree): Promise<CompactRange> => {
  const node = nodeReader(tree);
  const nodes: Uint8Array[] = [];
  for (const one of nodesOfRange({ begin: 0, end: tree.size })) nodes.push(await node(one));
  return { size: tree.size, nodes };
};

const proofOf = async (tree: TiledTree, ranges: readonly LeafRange[]): Promise<readonly Uint8Array[]> => {
  const node = nodeReader(tree);
  const proof: Uint8Array[] = [];
  for (const range of ranges) {
    const nodes: Uint8Array[] = [];
    for (const one of nodesOfRange(range)) nodes.push(await node(one));
    proof.push(nodes.reduceRight((right, left) => tree.hashes.node(left, right)));
  }
  return proof;
};

const nodeReader = ({ size, readTile, hashes, edge }: TiledTree) => {
  const edges = edge?.size === size ? edge : undefined;
  const atEdge = new Map(
    nodesOfRange({ begin: 0, end: size }).map((node, at) => [
      `${node.level}/${node.index}`,
      edges?.nodes[at],
    ]),
  );
  // A proof takes several nodes of a tile.
  const tiles = new Map<string, Promise<Uint8Array | undefined>>();
  const tileOf = (tile: Tile): Promise<Uint8Array | undefined> => {
    const path = tilePath(tile);
    const known = tiles.get(path) ?? readTile(tile);
    tiles.set(path, known);
    return known;
  };
  return async (node: TreeNode): Promise<Uint8Array> => {
    const known = atEdge.get(`${node.level}/${node.index}`);
    if (known !== undefined) return known;
    const level = Math.floor(node.level / tileHeight);
    const span = 2 ** (node.level % tileHeight);
    const first = node.index * span;
    const index = Math.floor(first / tileWidth);
    const tile = { level, index, width: widthAt(size, { level, index }) };
    const bytes = await tileOf(tile);
    if (bytes === undefined || bytes.length < tile.width * hashLength)
      throw new TransparencyError('proof-wrong', `the tile ${tilePath(tile)} is missing or cut short`, {
        tile: tilePath(tile),
      });
    const from = first % tileWidth;
    let row = Array.from({ length: span }, (_, at) =>
      bytes.subarray((from + at) * hashLength, (from + at + 1) * hashLength),
    );
    while (row.length > 1)
      row = Array.from({ length: row.length / 2 }, (_, at) =>
        hashes.node(row[at * 2] ?? hashes.empty, row[at * 2 + 1] ?? hashes.empty),
      );
    return row[0] ?? hashes.empty;
  };
};
