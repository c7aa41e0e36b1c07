import { createCipheriv, createDecipheriv, createHmac, hash, hkdfSync } from 'node:crypto';
import type { Ciphers } from '@phananh/core/privacy';

const tagBytes = 16;
const noSalt = new Uint8Array(0);

/** The ciphers of Node. */
export const nodeCiphers: Ciphers = {
  encrypt: (plain, { key, iv, associated }) => {
    const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes }).setAAD(associated);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  },
  decrypt: (sealed, { key, iv, associated }) => {
    // Node would take a shorter tag for a whole one that was cut, were its length not said.
    if (sealed.length < tagBytes) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes })
        .setAAD(associated)
        .setAuthTag(sealed.subarray(-tagBytes));
      return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
    } catch {
      return undefined;
    }
  },
  sha256: (bytes) => hash('sha256', bytes, 'buffer'),
  hmacSha256: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
  hkdf: (key, { salt = noSalt, info, length }) => new Uint8Array(hkdfSync('sha256', key, salt, info, length)),
};
