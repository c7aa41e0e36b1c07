/**
 * The keys of the values of one subject, each of which can be destroyed by itself: the leaves of a tree (Goldreich, Goldwasser, Micali, 1986) of
 * 2^64, of which only what they are derived from is kept. At first that is the root. To destroy a leaf, what lies on the way to it is
 * replaced by what lies beside that way: every other leaf is derived as before, and this one cannot be any more (a puncturable function:
 * Boneh and Waters, 2013; Green and Miers, 2015).
 *
 * By the digits that lead there, in hex: the root is under the empty text, a leaf under sixteen digits. Each node has 32 bytes. Alone they open
 * nothing: the key of a value is derived from its leaf and the key of its subject, so that they need not be wrapped.
 */
export type KeyTree = ReadonlyMap<string, Uint8Array>;

/** Which leaf: sixteen digits in hex. */
export type LeafIndex = string;

export type Sha256 = (data: Uint8Array) => Uint8Array;

const digits = '0123456789abcdef';
const indexForm = /^[0-9a-f]{16}$/;
const pathForm = /^[0-9a-f]{0,16}$/;
const nodeBytes = 32;
const root = '';
const utf8 = new TextEncoder();
// With counter and node in one block of SHA-256.
const info = utf8.encode('phananh tree v1');

export const isLeafIndex = (index: unknown): index is LeafIndex =>
  typeof index === 'string' && indexForm.test(index);

/** @param bytes 32 random ones */
export const keyTree = (bytes: Uint8Array): KeyTree => new Map([[root, bytes]]);

/**
 * A node of a tree, by the digits that lead there from the root; of sixteen the key of a leaf. Undefined: it cannot be derived any more.
 */
export const nodeOf = (tree: KeyTree, path: string, sha256: Sha256): Uint8Array | undefined => {
  for (let length = 0; length <= path.length; length++) {
    const above = tree.get(path.slice(0, length));
    if (above !== undefined) return nodeBelow(above, path.slice(length), sha256);
  }
  return undefined;
};

/** A node by the digits that lead there from another one. */
export const nodeBelow = (above: Uint8Array, path: string, sha256: Sha256): Uint8Array => {
  let node = above;
  for (const digit of path) node = childOf(node, digits.indexOf(digit), sha256);
  return node;
};

/** In the manner of the one-step derivation of NIST SP 800-56C; the digit is its counter. */
const childOf = (node: Uint8Array, digit: number, sha256: Sha256): Uint8Array => {
  const bytes = new Uint8Array(1 + nodeBytes + info.length);
  bytes[0] = digit;
  bytes.set(node, 1);
  bytes.set(info, 1 + nodeBytes);
  return sha256(bytes);
};

/** Takes a leaf out of a tree that is being made. @returns whether it was there */
const takeLeaf = (left: Map<string, Uint8Array>, index: LeafIndex, sha256: Sha256): boolean => {
  const at = Array.from({ length: index.length + 1 }, (_, length) => index.slice(0, length)).find((path) =>
    left.has(path),
  );
  if (at === undefined) return false;
  let node = left.get(at) ?? new Uint8Array(nodeBytes);
  left.delete(at);
  for (let length = at.length; length < index.length; length++) {
    const taken = index.charAt(length);
    for (const digit of digits)
      if (digit !== taken) left.set(index.slice(0, length) + digit, nodeBelow(node, digit, sha256));
    node = nodeBelow(node, taken, sha256);
  }
  return true;
};

/** A tree without some leaves; the same one where they are gone already. */
export const withoutLeaves = (tree: KeyTree, indexes: readonly LeafIndex[], sha256: Sha256): KeyTree => {
  // One copy for all of them: a tree from which thousands were taken has a hundred thousand nodes.
  const left = new Map(tree);
  const taken = indexes.filter((index) => takeLeaf(left, index, sha256));
  return taken.length > 0 ? left : tree;
};

/** As it is kept: its nodes one behind the other, each the number of its digits, the digits and 32 bytes. */
export const keyTreeBytes = (tree: KeyTree): Uint8Array => {
  const bytes = new Uint8Array(
    [...tree.keys()].reduce((size, path) => size + 1 + path.length + nodeBytes, 0),
  );
  let at = 0;
  for (const [path, node] of tree) {
    bytes[at] = path.length;
    // Digits in hex are a byte each.
    bytes.set(utf8.encode(path), at + 1);
    bytes.set(node, at + 1 + path.length);
    at += 1 + path.length + nodeBytes;
  }
  return bytes;
};

/** Undefined for what is no tree. */
export const keyTreeIn = (bytes: Uint8Array): KeyTree | undefined => {
  const tree = new Map<string, Uint8Array>();
  let at = 0;
  while (at < bytes.length) {
    const begins = at + 1;
    const nodeAt = begins + (bytes[at] ?? 0);
    const path = String.fromCharCode(...bytes.subarray(begins, nodeAt));
    at = nodeAt + nodeBytes;
    if (at > bytes.length || !pathForm.test(path)) return undefined;
    tree.set(path, bytes.slice(nodeAt, at));
  }
  return tree;
};
