import type { Random } from '../engine/index.ts';
import type { DataKey, KeyStore } from '../privacy/index.ts';
import type { Ciphers } from './ciphers.ts';
import { type LeafKeys, leafKeys, type ValueKey } from './leaf-keys.ts';
import { type SealedHere, sealedHere } from './sealed-here.ts';

/** What is derived from the key of a subject, each for one use. */
export interface SubjectKey {
  readonly id: string;
  /** Of each value, and of each command that carried one. */
  readonly leaves: LeafKeys;
  /** Of values that were sealed before each had a key of its own. */
  readonly whole: () => ValueKey;
  /** Of digests of commands from then. */
  readonly digest: () => Uint8Array;
  /** Of digests by which values are looked up, of the key of a log. */
  readonly lookUp: () => Uint8Array;
  readonly sealedHere: SealedHere;
}

/** Keys that were used of late, so that a store of keys is not asked for each field. */
export interface Keyring {
  /** `destroyed`: its values are erased. Undefined: it was never here. A promise only where the store of keys has to be asked. */
  find(subject: string): Found | Promise<Found>;
  /** The key, made when there is none. @throws `key-destroyed` */
  demand(subject: string): SubjectKey | Promise<SubjectKey>;
  /** Whether the key of a subject was destroyed, by whatever process. */
  isDestroyed(subject: string): Promise<boolean>;
  /** Forgets a key at once: for whoever destroys it. Another process does so within {@link rememberedMilliseconds}. */
  forget(subject: string): void;
}

type Found = SubjectKey | 'destroyed' | undefined;

/** How long a key, or what it opened, is used without asking for it again: how long another process may read what was erased, in milliseconds. */
export const rememberedMilliseconds = 5_000;

const mostRemembered = 10_000;
const keyBytes = 32;
const utf8 = new TextEncoder();

export const keyringOf = ({
  keys,
  ciphers,
  random,
  elapsed,
}: {
  readonly keys: Pick<KeyStore, 'get' | 'create' | 'stateOf'>;
  readonly ciphers: Ciphers;
  readonly random: Random;
  /** Milliseconds since some moment. */
  readonly elapsed: () => number;
}): Keyring => {
  const remembered = new Map<string, { readonly key: SubjectKey; readonly until: number }>();

  const recent = (subject: string): SubjectKey | undefined => {
    const known = remembered.get(subject);
    if (known === undefined) return undefined;
    if (known.until > elapsed()) return known.key;
    remembered.delete(subject);
    return undefined;
  };
  const remember = (subject: string, { id, key, tree }: DataKey): SubjectKey => {
    const derived = (use: string): Uint8Array =>
      ciphers.hkdf(key, { info: utf8.encode(`phananh personal ${use} v1`), length: keyBytes });
    const whenAsked = <Key>(derive: () => Key): (() => Key) => {
      let known: Key | undefined;
      return () => {
        known ??= derive();
        return known;
      };
    };
    const derivedKey: SubjectKey = {
      id,
      leaves: leafKeys(
        tree,
        whenAsked(() => derived('leaf')),
        { ciphers, random },
      ),
      whole: whenAsked(() => ({ encrypt: derived('enc'), commit: derived('commit') })),
      digest: whenAsked(() => derived('digest')),
      lookUp: whenAsked(() => derived('look-up')),
      sealedHere: sealedHere(),
    };
    if (remembered.size >= mostRemembered)
      for (const [oldest] of remembered) {
        remembered.delete(oldest);
        break;
      }
    remembered.set(subject, { key: derivedKey, until: elapsed() + rememberedMilliseconds });
    return derivedKey;
  };
  const ask = async (subject: string): Promise<Found> => {
    const key = await keys.get(subject);
    if (key !== undefined) return remember(subject, key);
    return (await keys.stateOf(subject)) === 'destroyed' ? 'destroyed' : undefined;
  };

  return {
    find: (subject) => recent(subject) ?? ask(subject),
    demand: (subject) => {
      const known = recent(subject);
      // One that was only read may be of a version that knew no tree.
      if (known?.leaves.hasTree === true) return known;
      return keys.create(subject).then((key) => remember(subject, key));
    },
    isDestroyed: async (subject) => (await keys.stateOf(subject)) === 'destroyed',
    forget: (subject) => void remembered.delete(subject),
  };
};
