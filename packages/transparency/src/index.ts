import '@phananh/core/demand-node';

export { type Ed25519Signer, ed25519Signer, type NodeCrypto, nodeCrypto } from './node-crypto.ts';
