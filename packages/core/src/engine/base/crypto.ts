/** A value, or a promise of it: what the platform hashes at once in one place and only later in another. */
export type Awaitable<Value> = Value | Promise<Value>;

/**
 * What is computed by the platform: `node:crypto` in a host, WebCrypto in a browser. Whoever verifies takes this, so that there is
 * one verifier over both.
 */
export interface CryptoPort {
  sha256(data: Uint8Array): Awaitable<Uint8Array>;
  hmacSha256(key: Uint8Array, data: Uint8Array): Awaitable<Uint8Array>;
  /**
   * Whether a signature of Ed25519 (RFC 8032) holds: by the platform, after what only lax verifiers take was refused.
   *
   * @throws `no-ed25519` where the platform has none: not knowing is no verdict
   */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Awaitable<boolean>;
}

/** Hashes at once: for who builds a tree of millions of leaves. */
export interface HashesAtOnce {
  sha256(data: Uint8Array): Uint8Array;
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array;
}
