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
   * The key of a subject, made when there is none.
   *
   * @throws `key-destroyed` for one that was destroyed: nothing of that subject is taken in any more
   */
  create(subject: string): Promise<DataKey>;
  /** Whether the key of a subject is here, was destroyed, or was never here: then the keys of its data may be lost, or elsewhere. */
  stateOf(subject: string): Promise<KeyState>;
  /** Reads one of the keys, if there is any. @throws `key-unreadable` where the key-encryption key is another, or lost */
  verify(): Promise<void>;
  /** Destroys the key of a subject for ever. A repeat, or one that is not there, changes nothing. */
  destroy(subject: string): Promise<void>;
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
}

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
