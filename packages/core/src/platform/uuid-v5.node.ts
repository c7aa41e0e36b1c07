import { Buffer } from 'node:buffer';
// Not by its name, which an older Node does not have: that it is too old is said first.
import crypto from 'node:crypto';
import { uuidOfDigest } from './uuid-of-digest.ts';

/** The same as `uuid-v5.ts`, by the platform's own SHA-1: 0.9 µs instead of 3 for an event's id. Three are taken for each command. */
export const uuidV5 = (namespace: Uint8Array, name: string): string =>
  uuidOfDigest(crypto.hash('sha1', Buffer.concat([namespace, Buffer.from(name)]), 'hex'));
