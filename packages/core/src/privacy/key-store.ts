import type { KeyTree, LeafIndex } from './key-tree.ts';

/**
 * Keys of the persons and cases whose data is encrypted. Whoever destroys a key has made everything that was encrypted under it
 * unreadable, wherever copies of it are.
 *
 * A subject is a kind, a colon and an id: `citizen:c-17`, `report:019a…`.
 */
export interface KeyStore {
  /** The key of a subject, 32 bytes; undefined when there is none, or when it was destroyed. */
  get(subject: string): Promise<DataKey | undefined>;
  /**
   * The key of a subject, made when there is none, and its tree, which keys of before have none of.
   *
   * @throws `key-destroyed` for one that was destroyed: nothing of that subject is taken in any more
   */
  create(subject: string): Promise<TreeKey>;
  /** Whether the key of a subject is here, was destroyed, or was never here: then the keys of its data may be lost, or elsewhere. */
  stateOf(subject: string): Promise<KeyState>;
  /** Reads one of the keys, if there is any. @throws `key-unreadable` where the key-encryption key is another, or lost */
  verify(): Promise<void>;
  /** Destroys the key of a subject for ever. A repeat, or one that is not there, changes nothing. */
  destroy(subject: string): Promise<void>;
  /**
   * Destroys the keys of some values of a subject for ever, and of nothing else: several processes may do so at once. A repeat changes nothing, nor
   * does it where the subject has no tree, or none any more.
   */
  puncture(subject: string, leaves: readonly LeafIndex[]): Promise<void>;
  /** Whose keys were destroyed, in no order: the list of erasures, which stands apart from the log and its backups. */
  destroyed(): AsyncIterable<string>;
  close(): Promise<void>;
}

export type KeyState = 'here' | 'destroyed' | 'missing';

/** A key that data is encrypted under, and an id of it that says nothing about its subject. */
export interface DataKey {
  /** 16 bytes in hex, random. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** What the keys of single values are derived from. Undefined: nothing was sealed under one of them yet. */
  readonly tree: KeyTree | undefined;
}

/** A key that has a tree. */
export type TreeKey = DataKey & { readonly tree: KeyTree };

/**
 * Encrypts keys under a key-encryption key that is kept apart: in a file, or in a key management service.
 *
 * What it wraps for one subject it does not unwrap for another.
 */
export interface KeyWrapper {
  wrap(key: Uint8Array, subject: string): Promise<Uint8Array>;
  /** @throws `key-unreadable` for what was wrapped under another key or for another subject, and for what was altered */
  unwrap(wrapped: Uint8Array, subject: string): Promise<Uint8Array>;
}
