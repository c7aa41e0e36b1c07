import type { HashesAtOnce } from '../../engine/index.ts';
import { concatenated } from './bytes.ts';

/** Bytes of a hash of SHA-256. */
export const hashLength = 32;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** What is hashed for a leaf (RFC 6962, 2.1). */
export const leafInput = (leaf: Uint8Array): Uint8Array => concatenated(leafPrefix, leaf);

/** What is hashed for a node: without the prefix a node could be given out as a leaf. */
export const nodeInput = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  concatenated(nodePrefix, left, right);

/** The two hashes of a tree, at once. */
export interface TreeHashes {
  leaf(data: Uint8Array): Uint8Array;
  node(left: Uint8Array, right: Uint8Array): Uint8Array;
  /** The root of no leaves. */
  readonly empty: Uint8Array;
}

export const treeHashes = ({ sha256 }: Pick<HashesAtOnce, 'sha256'>): TreeHashes => ({
  leaf: (data) => sha256(leafInput(data)),
  node: (left, right) => sha256(nodeInput(left, right)),
  empty: sha256(new Uint8Array(0)),
});
