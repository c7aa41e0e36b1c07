import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** The SHA-1 of bytes and a text behind them (UTF-8), as 40 hexadecimal digits in lower case. */
export const sha1Hex = (prefix: Uint8Array, text: string): string =>
  bytesToHex(sha1(concatBytes(prefix, utf8ToBytes(text))));
