import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { uuidOfDigest } from './uuid-of-digest.ts';

/** The UUIDv5 of a name (UTF-8) in a namespace of 16 bytes: their SHA-1 with version and variant set (RFC 9562, 5.5). */
export const uuidV5 = (namespace: Uint8Array, name: string): string =>
  uuidOfDigest(bytesToHex(sha1(concatBytes(namespace, utf8ToBytes(name)))));
