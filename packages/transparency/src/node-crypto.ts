import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  hash,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import {
  type CryptoPort,
  concatenated,
  type HashesAtOnce,
  isStrictEd25519,
  treeHashes,
} from '@phananh/core/transparency';

/** What stands before the 32 bytes of a key of Ed25519 in DER (RFC 8410). */
const publicPrefix = Uint8Array.from(Buffer.from('302a300506032b6570032100', 'hex'));
const privatePrefix = Uint8Array.from(Buffer.from('302e020100300506032b657004220420', 'hex'));

/** Hashing and signatures by `node:crypto`: at once, where the browser answers later. */
export interface NodeCrypto extends HashesAtOnce {
  sha256(data: Uint8Array): Uint8Array;
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array;
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

export const nodeCrypto: NodeCrypto & CryptoPort = {
  // Half of what an object for each hash takes.
  sha256: (data) => hash('sha256', data, 'buffer'),
  hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
  verifyEd25519(publicKey, message, signature) {
    if (!isStrictEd25519(publicKey, signature)) return false;
    let key: KeyObject;
    try {
      key = createPublicKey({
        key: Buffer.from(concatenated(publicPrefix, publicKey)),
        format: 'der',
        type: 'spki',
      });
    } catch {
      // No point of the curve.
      return false;
    }
    return verify(null, message, key, signature);
  },
};

/** The hashes of a Merkle tree (RFC 6962) by `node:crypto`. */
export const nodeTreeHashes = treeHashes(nodeCrypto);

/** Who signs by a key of Ed25519. */
export interface Ed25519Signer {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** @param seed 32 secret bytes */
export const ed25519Signer = (seed: Uint8Array): Ed25519Signer => {
  const key = createPrivateKey({
    key: Buffer.from(concatenated(privatePrefix, seed)),
    format: 'der',
    type: 'pkcs8',
  });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return {
    publicKey: new Uint8Array(Buffer.from(x, 'base64url')),
    sign: (message) => new Uint8Array(sign(null, message, key)),
  };
};
