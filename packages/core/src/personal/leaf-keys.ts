import type { Random } from '../engine/index.ts';
import type { KeyTree, LeafIndex } from '../privacy/index.ts';
import { nodeBelow, nodeOf } from '../privacy/key-tree.ts';
import type { Ciphers } from './ciphers.ts';

/** What one value is encrypted with. */
export interface ValueKey {
  readonly encrypt: Uint8Array;
  /** Of the commitment to the key: see {@link PersonalEnvelope.kc}. */
  readonly commit: Uint8Array;
}

/** The keys of single values, or of digests of commands, of one subject. */
export interface LeafKeys {
  /** A leaf that nothing was sealed under yet. */
  next(): LeafIndex;
  /** `destroyed`: alone, for ever. Undefined: there is no tree, or no longer. */
  valueKey(leaf: LeafIndex): ValueKey | 'destroyed' | undefined;
  /** Of the digest of a command that carried personal text. */
  digestKey(leaf: LeafIndex): Uint8Array | 'destroyed' | undefined;
  /** Whether there is a tree: else nothing can be sealed under it. */
  readonly hasTree: boolean;
}

const branchDigits = 15;
const leavesOfBranch = 16;
const utf8 = new TextEncoder();

/** What is sealed one behind the other lies on one branch, so that the way to it is gone once. */
interface Branch {
  readonly path: string;
  /** Undefined where one of its leaves was destroyed: what is left of it is derived each for itself. */
  readonly node: Uint8Array | undefined;
}

/**
 * @param secret 32 bytes that are derived from the key of the subject: with it, what is destroyed with that key is destroyed with all its leaves,
 * wherever copies of the tree are
 */
export const leafKeys = (
  tree: KeyTree | undefined,
  secret: () => Uint8Array,
  { ciphers: { sha256 }, random }: { readonly ciphers: Ciphers; readonly random: Random },
): LeafKeys => {
  let branch: Branch | undefined;
  let used = { path: '', leaves: leavesOfBranch };

  const leafIn = (whole: KeyTree, leaf: LeafIndex): Uint8Array | undefined => {
    const path = leaf.slice(0, branchDigits);
    if (branch?.path !== path) branch = { path, node: nodeOf(whole, path, sha256) };
    return branch.node === undefined
      ? nodeOf(whole, leaf, sha256)
      : nodeBelow(branch.node, leaf.slice(branchDigits), sha256);
  };
  const keyFor = (use: Use, bytes: Uint8Array): Uint8Array =>
    sha256(joined([counter, secret(), bytes, infos[use]]));

  return {
    hasTree: tree !== undefined,
    next: () => {
      if (used.leaves === leavesOfBranch) used = { path: newPath(random), leaves: 0 };
      const leaf = `${used.path}${used.leaves.toString(leavesOfBranch)}`;
      used = { ...used, leaves: used.leaves + 1 };
      return leaf;
    },
    valueKey: (leaf) => {
      const bytes = tree && leafIn(tree, leaf);
      if (bytes === undefined) return tree && 'destroyed';
      return { encrypt: keyFor('enc', bytes), commit: keyFor('commit', bytes) };
    },
    digestKey: (leaf) => {
      const bytes = tree && leafIn(tree, leaf);
      return bytes === undefined ? tree && 'destroyed' : keyFor('digest', bytes);
    },
  };
};

type Use = 'enc' | 'commit' | 'digest';

/** The one-step key derivation of NIST SP 800-56C with two secrets: a counter, both, and what it is for. */
const counter = Uint8Array.of(0, 0, 0, 1);
const infos: { readonly [Which in Use]: Uint8Array } = {
  enc: utf8.encode('phananh leaf enc v1'),
  commit: utf8.encode('phananh leaf commit v1'),
  digest: utf8.encode('phananh leaf digest v1'),
};

const newPath = (random: Random): string =>
  [...random.bytes(branchDigits)].map((byte) => (byte & 15).toString(16)).join('');

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};
