import { growingTree, tileWidth } from '@phananh/core/transparency';
import type { LogFolder } from '../files/log-folder.ts';
import { nodeTreeHashes } from '../node-crypto.ts';

const hashLength = 32;

/** The published hashes of entries, a tile at a time. */
export interface PublishedHashes {
  readonly size: number;
  /** Undefined where the tile is missing or cut short. */
  at(index: number): Promise<Uint8Array | undefined>;
}

export const publishedHashes = ({ readTile }: LogFolder, size: number): PublishedHashes => {
  let current: { readonly index: number; readonly bytes: Uint8Array | undefined } | undefined;
  return {
    size,
    async at(entry) {
      const index = Math.floor(entry / tileWidth);
      if (current?.index !== index) {
        const width = Math.min(size - index * tileWidth, tileWidth);
        current = { index, bytes: await readTile({ level: 0, index, width }) };
      }
      const from = (entry % tileWidth) * hashLength;
      const hash = current.bytes?.subarray(from, from + hashLength);
      return hash?.length === hashLength ? hash : undefined;
    },
  };
};

/** The roots that the published hashes make at some sizes, up to the first of them that is missing. */
export const publishedRoots = async (
  tiles: PublishedHashes,
  sizes: ReadonlySet<number>,
): Promise<{ readonly roots: ReadonlyMap<number, Uint8Array>; readonly missing: number | undefined }> => {
  const roots = new Map<number, Uint8Array>();
  const tree = growingTree(nodeTreeHashes);
  if (sizes.has(0)) roots.set(0, nodeTreeHashes.empty);
  for (let entry = 0; entry < tiles.size; entry++) {
    const hash = await tiles.at(entry);
    if (hash === undefined) return { roots, missing: entry };
    tree.append(hash);
    if (sizes.has(tree.size)) roots.set(tree.size, tree.root());
  }
  return { roots, missing: undefined };
};
