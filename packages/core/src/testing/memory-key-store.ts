import { sha256 } from '@noble/hashes/sha2.js';
import { systemRandom } from '../engine/index.ts';
import { EvidenceError, type KeyStore, keyTree, type TreeKey, withoutLeaves } from '../privacy/index.ts';

const keyBytes = 32;
const idBytes = 16;

/** Keys in memory: for tests and for trying things out. They are gone with the process, and so is what they sealed. */
export const memoryKeyStore = (random = systemRandom()): KeyStore => {
  const keys = new Map<string, TreeKey | 'destroyed'>();
  const newBytes = (): Uint8Array => Uint8Array.from(random.bytes(keyBytes));
  return {
    get: async (subject) => {
      const key = keys.get(subject);
      return key === undefined || key === 'destroyed' ? undefined : copyOf(key);
    },
    create: async (subject) => {
      const there = keys.get(subject);
      if (there === 'destroyed')
        throw new EvidenceError(
          'key-destroyed',
          'what is personal of them was erased, with its key: nothing more is taken in',
        );
      if (there !== undefined) return copyOf(there);
      const id = [...random.bytes(idBytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      const key = { id, key: newBytes(), tree: keyTree(newBytes()) };
      keys.set(subject, key);
      return copyOf(key);
    },
    stateOf: async (subject) => {
      const there = keys.get(subject);
      if (there === undefined) return 'missing';
      return there === 'destroyed' ? 'destroyed' : 'here';
    },
    verify: async () => {},
    destroy: async (subject) => void keys.set(subject, 'destroyed'),
    puncture: async (subject, leaves) => {
      const there = keys.get(subject);
      if (there !== undefined && there !== 'destroyed')
        keys.set(subject, { ...there, tree: withoutLeaves(there.tree, leaves, sha256) });
    },
    destroyed: async function* () {
      for (const [subject, key] of keys) if (key === 'destroyed') yield subject;
    },
    close: async () => {},
  };
};

/** Whoever has it may overwrite it when they need it no more. */
const copyOf = ({ id, key, tree }: TreeKey): TreeKey => ({
  id,
  key: key.slice(),
  tree: new Map([...tree].map(([path, node]) => [path, node.slice()])),
});
