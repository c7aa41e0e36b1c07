import { createHash, randomBytes } from 'node:crypto';
import {
  EvidenceError,
  type KeyTree,
  keyTree,
  keyTreeBytes,
  keyTreeIn,
  type LeafIndex,
  withoutLeaves,
} from '@phananh/core/privacy';
import { z } from 'zod';
import type { KeyObjects } from './key-objects.ts';

const rootBytes = 32;

/** What lies under a name and a number: a tree, or that another one stands for it. */
const Kept = z.union([
  z.strictObject({ version: z.literal(1), tree: z.base64() }),
  z.strictObject({ version: z.literal(1), next: z.int().min(1) }),
]);
type Kept = z.output<typeof Kept>;

/** The trees of keys, beside them: an object each, and another one for each time that some of its leaves are destroyed. */
export interface KeyTrees {
  get(name: string): Promise<KeyTree | undefined>;
  /** Makes one where there is none. */
  make(name: string): Promise<void>;
  puncture(name: string, leaves: readonly LeafIndex[]): Promise<void>;
  /** Of a subject that is erased. What another process writes meanwhile opens nothing without the key. */
  drop(name: string): Promise<void>;
}

/**
 * Nothing here can be changed only if it is as it was, and two hosts may destroy two leaves at once. So who destroys one writes the tree that is
 * left under the next number, which one alone can, and only then what it stands for is replaced by that number. Who finds that somebody else
 * has written it, or died after it, does the rest for them and goes on from there.
 */
export const keyTrees = (objects: KeyObjects): KeyTrees => {
  const at = (name: string, number: number): string => `${name}-${number}`;
  const read = async (name: string, number: number): Promise<Kept | undefined> => {
    const bytes = await objects.get(at(name, number));
    if (bytes === undefined) return undefined;
    // Whoever reads a file while it is replaced may see it overwritten: by then the other one is there.
    const kept = parsed(bytes) ?? parsed((await objects.get(at(name, number))) ?? bytes);
    if (kept === undefined) throw unreadable(at(name, number));
    return kept;
  };
  /** The last tree and its number; undefined where there is none. */
  const last = async (
    name: string,
  ): Promise<{ readonly number: number; readonly tree: string } | undefined> => {
    let number = 0;
    for (;;) {
      const kept = await read(name, number);
      if (kept === undefined) {
        if (number === 0) return undefined;
        throw unreadable(at(name, number));
      }
      if ('tree' in kept) return { number, tree: kept.tree };
      number = kept.next;
    }
  };
  const bytesOf = (kept: Kept): Uint8Array => Buffer.from(JSON.stringify(kept));
  /** From the first, so that nobody has to go through all of them, and from the one that it stands for. */
  const supersede = async (name: string, by: number): Promise<void> => {
    for (const number of new Set([by - 1, 0]))
      await objects.replace(at(name, number), bytesOf({ version: 1, next: by }));
  };
  return {
    get: async (name) => {
      const there = await last(name);
      return there && treeIn(there.tree, name);
    },
    make: async (name) => {
      const tree = Buffer.from(keyTreeBytes(keyTree(randomBytes(rootBytes)))).toString('base64');
      await objects.create(at(name, 0), bytesOf({ version: 1, tree }));
    },
    puncture: async (name, leaves) => {
      for (;;) {
        const there = await last(name);
        if (there === undefined) return;
        const before = treeIn(there.tree, name);
        const left = withoutLeaves(before, leaves, sha256);
        const next = there.number + 1;
        if (left === before) return;
        const tree = Buffer.from(keyTreeBytes(left)).toString('base64');
        await objects.create(at(name, next), bytesOf({ version: 1, tree }));
        await supersede(name, next);
      }
    },
    drop: async (name) => {
      const there = await last(name);
      if (there !== undefined)
        await objects.replace(at(name, there.number), bytesOf({ version: 1, tree: '' }));
    },
  };
};

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

const treeIn = (base64: string, name: string): KeyTree => {
  const tree = keyTreeIn(Buffer.from(base64, 'base64'));
  if (tree === undefined) throw unreadable(name);
  return tree;
};

const parsed = (bytes: Uint8Array): Kept | undefined => {
  try {
    return Kept.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return undefined;
  }
};

const unreadable = (name: string): EvidenceError =>
  new EvidenceError('key-unreadable', `the keys of single values ${name} were altered or cut short`);
