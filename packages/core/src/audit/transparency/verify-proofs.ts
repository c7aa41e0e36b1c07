import type { CryptoPort } from '../../engine/index.ts';
import { sameBytes } from './bytes.ts';
import { TransparencyError } from './errors.ts';
import { hashLength, nodeInput } from './hashes.ts';

type Hashing = Pick<CryptoPort, 'sha256'>;

/** That a leaf is in a tree, and where. Sizes and indexes are BigInt: those of other logs pass 2^53. */
export interface InclusionProof {
  readonly index: bigint;
  readonly size: bigint;
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
  /** From the leaf's sibling up. */
  readonly proof: readonly Uint8Array[];
}

/**
 * Verifies an inclusion proof (RFC 9162, 2.1.3.2).
 *
 * @throws {@link TransparencyError} `proof-wrong`
 */
export const verifyInclusion = async (crypto: Hashing, inclusion: InclusionProof): Promise<void> => {
  const { index, size, leafHash, root, proof } = inclusion;
  if (index < 0n || index >= size) throw wrong(`a tree of ${size} has no leaf ${index}`);
  const { inner, border } = shapeOf(index, size);
  demandNodes(proof, inner + border);
  demandHash(leafHash);
  const folded = await foldInner(crypto, leafHash, proof.slice(0, inner), index);
  if (!sameBytes(await foldBorder(crypto, folded, proof.slice(inner)), root))
    throw wrong('the leaf and the proof do not make the root');
};

/** That a tree is the beginning of a larger one. */
export interface ConsistencyProof {
  readonly first: { readonly size: bigint; readonly root: Uint8Array };
  readonly second: { readonly size: bigint; readonly root: Uint8Array };
  readonly proof: readonly Uint8Array[];
}

/**
 * Verifies a consistency proof (RFC 9162, 2.1.4.2). The tree of no leaves is the beginning of every tree and proves nothing: who
 * takes it, a witness, does so without a proof.
 *
 * @throws {@link TransparencyError} `proof-wrong`
 */
export const verifyConsistency = async (crypto: Hashing, consistency: ConsistencyProof): Promise<void> => {
  const { first, second, proof } = consistency;
  if (second.size < first.size) throw wrong(`${second.size} is less than ${first.size}`);
  if (first.size === 0n) throw wrong('no proof begins at the tree of no leaves');
  if (first.size === second.size) {
    demandNodes(proof, 0);
    // Whatever length they have: nothing is computed with them.
    if (!sameBytes(first.root, second.root)) throw wrong('two roots of one size');
    return;
  }
  if (proof.length === 0) throw wrong('the proof is empty');
  const { inner: whole, border } = shapeOf(first.size - 1n, second.size);
  const shift = trailingZeros(first.size);
  const inner = whole - shift;
  // Of a perfect first tree the root is the first node, and is not in the proof.
  const isPerfect = first.size === 1n << BigInt(shift);
  const [seed = first.root, ...rest] = isPerfect ? [first.root, ...proof] : proof;
  demandNodes(rest, inner + border);
  demandHash(seed);
  const mask = (first.size - 1n) >> BigInt(shift);
  const [inside, outside] = [rest.slice(0, inner), rest.slice(inner)];
  const left = await foldBorder(crypto, await foldInnerLeft(crypto, seed, inside, mask), outside);
  if (!sameBytes(left, first.root)) throw wrong('the proof does not make the first root');
  const both = await foldBorder(crypto, await foldInner(crypto, seed, inside, mask), outside);
  if (!sameBytes(both, second.root)) throw wrong('the proof does not make the second root');
};

/** How many nodes of a proof are beside the path of a leaf, and how many to the left of it at the right edge. */
const shapeOf = (index: bigint, size: bigint): { readonly inner: number; readonly border: number } => {
  const inner = bitLength(index ^ (size - 1n));
  return { inner, border: onesIn(index >> BigInt(inner)) };
};

const bitLength = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length);
const onesIn = (value: bigint): number => value.toString(2).replaceAll('0', '').length;
const trailingZeros = (value: bigint): number => /0*$/.exec(value.toString(2))?.[0].length ?? 0;

const isRightAt = (index: bigint, level: number): boolean => ((index >> BigInt(level)) & 1n) === 1n;

const joined = (crypto: Hashing, left: Uint8Array, right: Uint8Array) =>
  crypto.sha256(nodeInput(left, right));

const foldInner = async (crypto: Hashing, seed: Uint8Array, proof: readonly Uint8Array[], index: bigint) => {
  let node = seed;
  for (const [level, other] of proof.entries())
    node = await (isRightAt(index, level) ? joined(crypto, other, node) : joined(crypto, node, other));
  return node;
};

/** Only what is to the left: of the first tree nothing was to the right. */
const foldInnerLeft = async (
  crypto: Hashing,
  seed: Uint8Array,
  proof: readonly Uint8Array[],
  index: bigint,
) => {
  let node = seed;
  for (const [level, other] of proof.entries())
    if (isRightAt(index, level)) node = await joined(crypto, other, node);
  return node;
};

const foldBorder = async (crypto: Hashing, seed: Uint8Array, proof: readonly Uint8Array[]) => {
  let node = seed;
  for (const other of proof) node = await joined(crypto, other, node);
  return node;
};

const demandNodes = (proof: readonly Uint8Array[], count: number): void => {
  if (proof.length !== count) throw wrong(`the proof has ${proof.length} nodes, not ${count}`);
  for (const node of proof) demandHash(node);
};

const demandHash = (hash: Uint8Array): void => {
  if (hash.length !== hashLength) throw wrong(`a hash of ${hash.length} bytes`);
};

const wrong = (why: string): TransparencyError => new TransparencyError('proof-wrong', why);
