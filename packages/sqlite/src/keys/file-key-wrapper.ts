import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { EvidenceError, type KeyWrapper } from '@phananh/core/privacy';

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/**
 * A key-encryption key in a file of 32 random bytes that only its owner may read; made when it is not there.
 *
 * @throws `key-unreadable` for a file of another length
 */
export const fileKeyWrapper = (path: string): KeyWrapper => keyWrapper(keyInFile(path), path);

const keyInFile = (path: string): Buffer => {
  try {
    return readFileSync(path);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
  const key = randomBytes(keyBytes);
  mkdirSync(dirname(path), { recursive: true });
  try {
    const file = openSync(path, 'wx', 0o600);
    try {
      writeSync(file, key);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return key;
  } catch (error) {
    // Another host made it in the meantime.
    if (isCode(error, 'EEXIST')) return readFileSync(path);
    throw error;
  }
};

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const keyWrapper = (key: Buffer, path: string): KeyWrapper => {
  if (key.length !== keyBytes)
    throw new EvidenceError(
      'key-unreadable',
      `${path} is no key: it has ${key.length} bytes, not ${keyBytes}`,
    );
  return {
    wrap: async (plain, subject) => {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(subject));
      return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    unwrap: async (wrapped, subject) => {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, ivBytes))
          .setAAD(Buffer.from(subject))
          .setAuthTag(wrapped.subarray(-tagBytes));
        return Buffer.concat([decipher.update(wrapped.subarray(ivBytes, -tagBytes)), decipher.final()]);
      } catch (cause) {
        throw new EvidenceError('key-unreadable', `a key was not wrapped by ${path}`, {}, { cause });
      }
    },
  };
};
