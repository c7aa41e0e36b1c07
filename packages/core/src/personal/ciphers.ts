import type { HashesAtOnce } from '../engine/base/crypto.ts';

/**
 * The ciphers that personal values are sealed with: a port, because core knows neither Node's nor a browser's. Of one call each, and
 * answered at once: a command seals some fields, a reader of the log opens millions.
 */
export interface Ciphers extends HashesAtOnce {
  /** AES-256-GCM. @returns the ciphertext and its tag of 16 bytes */
  encrypt(plain: Uint8Array, how: CipherUse): Uint8Array;
  /** @returns undefined for what was not encrypted so */
  decrypt(sealed: Uint8Array, how: CipherUse): Uint8Array | undefined;
  /** HKDF-SHA-256 (RFC 5869). */
  hkdf(
    key: Uint8Array,
    how: { readonly salt?: Uint8Array; readonly info: Uint8Array; readonly length: number },
  ): Uint8Array;
}

export interface CipherUse {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** 12 bytes, never used twice under one key. */
  readonly iv: Uint8Array;
  /** What the ciphertext is bound to: it does not decrypt with anything else. */
  readonly associated: Uint8Array;
}
