import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** The UUIDv5 of a name (UTF-8) in a namespace of 16 bytes: their SHA-1 with version and variant set (RFC 9562, 5.5). */
export const uuidV5 = (namespace: Uint8Array, name: string): string => {
  const hex = bytesToHex(sha1(concatBytes(namespace, utf8ToBytes(name))));
  const variant = variants.charAt(Number.parseInt(hex.charAt(16), 16) & 3);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** The hexadecimal digits whose first two bits say: a UUID of RFC 9562. */
const variants = '89ab';
