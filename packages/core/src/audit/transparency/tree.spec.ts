import { createHash, hash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { concatenated, hexOf, utf8 } from './bytes.ts';
import { growingTree, nodesOfSize } from './compact-range.ts';
import { growingTiles } from './growing-tiles.ts';
import { treeHashes } from './hashes.ts';
import {
  consistencyProof,
  entriesPath,
  inclusionProof,
  rangeFromTiles,
  type Tile,
  tilePath,
  tilesBetween,
  tileWidth,
  widthAt,
} from './tiles.ts';
import { verifyConsistency, verifyInclusion } from './verify-proofs.ts';

const crypto = { sha256: (data: Uint8Array): Uint8Array => hash('sha256', data, 'buffer') };
const hashes = treeHashes(crypto);
const leafHashOf = (index: number): Uint8Array => hashes.leaf(utf8(`entry ${index}`));

/** The definition of RFC 6962, 2.1, word for word. */
const mth = (leaves: readonly Uint8Array[]): Uint8Array => {
  if (leaves.length === 0) return createHash('sha256').digest();
  if (leaves.length === 1) return leaves[0] ?? new Uint8Array();
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return createHash('sha256')
    .update(Uint8Array.of(1))
    .update(mth(leaves.slice(0, k)))
    .update(mth(leaves.slice(k)))
    .digest();
};

/** Published tiles of a tree of a size: every level computed from the hashes below it. */
const tilesOf = (size: number): ReadonlyMap<string, Uint8Array> => {
  let row = Array.from({ length: size }, (_, index) => leafHashOf(index));
  const rows = [row];
  while (row.length >= tileWidth) {
    const next: Uint8Array[] = [];
    for (let at = 0; at + tileWidth <= row.length; at += tileWidth)
      next.push(mth(row.slice(at, at + tileWidth)));
    row = next;
    rows.push(row);
  }
  const tiles = new Map<string, Uint8Array>();
  for (const tile of tilesBetween(0, size)) {
    const from = tile.index * tileWidth;
    tiles.set(tilePath(tile), concatenated(...(rows[tile.level] ?? []).slice(from, from + tile.width)));
  }
  return tiles;
};

const size = 70_000;
const published = tilesOf(size);
/** What a folder gives: of a partial tile that is gone the beginning of the full one. */
const readTile = async (tile: Tile): Promise<Uint8Array | undefined> =>
  published.get(tilePath(tile)) ??
  published.get(tilePath({ ...tile, width: tileWidth })) ??
  published.get(tilePath({ ...tile, width: widthAt(size, tile) }));

it('a growing tree has the root that RFC 6962 defines, and goes on from its right edge', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(300), (first, more) => {
      const leaves = Array.from({ length: first + more }, (_, index) => leafHashOf(index));
      const begun = growingTree(hashes);
      for (const leaf of leaves.slice(0, first)) begun.append(leaf);
      expect(begun.range().nodes).toHaveLength(nodesOfSize(first));
      const gone = growingTree(hashes, begun.range());
      for (const leaf of leaves.slice(first)) gone.append(leaf);
      expect(Buffer.from(gone.root())).toEqual(Buffer.from(mth(leaves)));
    }),
    { numRuns: 30 },
  );
});

it('a tree that grows by tiles has the same tiles, and goes on from those at its edge', () => {
  let tiles = growingTiles(hashes);
  const written = new Map<string, Uint8Array>();
  const write = () => {
    for (const { tile, bytes } of [...tiles.takeFull(), ...tiles.partial()])
      written.set(tilePath(tile), bytes);
  };
  for (let index = 0; index < size; index++) {
    tiles.append(leafHashOf(index));
    if (index % 9_973 === 0) {
      write();
      tiles = growingTiles(hashes, { size: tiles.size, edge: tiles.partial() });
    }
  }
  write();
  for (const [path, bytes] of published) expect(written.get(path), path).toEqual(bytes);
  const slow = growingTree(hashes);
  for (let index = 0; index < size; index++) slow.append(leafHashOf(index));
  expect(tiles.range().nodes.map(hexOf)).toEqual(slow.range().nodes.map(hexOf));
});

it('a tree of 70,000 has the tiles that C2SP names', () => {
  const widths = [...tilesBetween(0, size)].filter(({ width }) => width < tileWidth);
  expect(widths.map(tilePath)).toEqual(['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1']);
  expect([...tilesBetween(0, 256)].map(tilePath)).toEqual(['tile/0/000', 'tile/1/000.p/1']);
  expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
  expect(entriesPath({ index: 0, width: 5 })).toBe('tile/entries/000.p/5');
});

it('every proof that tiles give holds, also in the log as it was before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: size }), fc.nat(), fc.nat(), async (now, leaf, earlier) => {
      const tree = { size: now, readTile, hashes };
      const index = leaf % now;
      const edge = await rangeFromTiles(tree);
      const root = growingTree(hashes, edge).root();
      const proof = await inclusionProof(tree, index);
      expect(await inclusionProof({ ...tree, edge }, index)).toEqual(proof);
      const inclusion = { index: BigInt(index), size: BigInt(now), leafHash: leafHashOf(index), root, proof };
      await verifyInclusion(crypto, inclusion);
      await expect(verifyInclusion(crypto, { ...inclusion, leafHash: leafHashOf(now) })).rejects.toThrow();
      const before = 1 + (earlier % now);
      const firstRoot = growingTree(hashes, await rangeFromTiles({ ...tree, size: before })).root();
      const consistency = {
        first: { size: BigInt(before), root: firstRoot },
        second: { size: BigInt(now), root },
        proof: await consistencyProof(tree, before),
      };
      await verifyConsistency(crypto, consistency);
      if (before < now)
        await expect(
          verifyConsistency(crypto, {
            ...consistency,
            second: { ...consistency.second, root: leafHashOf(0) },
          }),
        ).rejects.toThrow();
    }),
    { numRuns: 60 },
  );
});

it('a proof of 10,000,000 entries reads one tile a level', async () => {
  const ten = 10_000_000;
  const made = (tile: Tile): Uint8Array =>
    concatenated(...Array.from({ length: tile.width }, (_, at) => leafHashOf(at)));
  const edge = await rangeFromTiles({ size: ten, hashes, readTile: async (tile) => made(tile) });
  for (const index of [0, 1, 255, 256, 4_999_999, 8_388_607, 8_388_608, 9_999_743, 9_999_872, 9_999_999]) {
    const read: string[] = [];
    const counting = async (tile: Tile) => {
      read.push(tilePath(tile));
      return made(tile);
    };
    await inclusionProof({ size: ten, hashes, edge, readTile: counting }, index);
    const levels = read.map((path) => path.split('/')[1]);
    expect(new Set(levels).size, `${index}: ${read.join(' ')}`).toBe(levels.length);
  }
});
