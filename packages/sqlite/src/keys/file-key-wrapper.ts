import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { EvidenceError, type KeyWrapper } from '@phananh/core/privacy';
import { createFileSync, isFileError } from '@phananh/files';

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/**
 * A key-encryption key in a file of 32 random bytes that only its owner may read. It is made for the first key that is wrapped, never
 * to read one: where keys are there and it is not, it is lost.
 *
 * @throws `key-unreadable` for a file of another length
 */
export const fileKeyWrapper = (path: string): KeyWrapper => {
  let key = keyIn(path);
  return {
    wrap: async (plain, subject) => {
      key ??= keyIn(path) ?? newKeyIn(path);
      return wrapped(key, plain, subject);
    },
    unwrap: async (bytes, subject) => {
      // Another host may have made it.
      key ??= keyIn(path);
      if (key === undefined)
        throw new EvidenceError(
          'key-unreadable',
          `${path} is not there, and keys are that were wrapped by it`,
        );
      return unwrapped(key, bytes, subject, path);
    },
  };
};

/** Undefined where there is no file. */
const keyIn = (path: string): Buffer | undefined => {
  try {
    return demandKey(readFileSync(path), path);
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return undefined;
    throw error;
  }
};

const demandKey = (key: Buffer, path: string): Buffer => {
  if (key.length === keyBytes) return key;
  throw new EvidenceError('key-unreadable', `${path} is no key: it has ${key.length} bytes, not ${keyBytes}`);
};

/** Another host may make it in the meantime: then it is that one's. */
const newKeyIn = (path: string): Buffer => {
  const key = randomBytes(keyBytes);
  return createFileSync(path, key) ? key : demandKey(readFileSync(path), path);
};

const wrapped = (key: Buffer, plain: Uint8Array, subject: string): Buffer => {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(subject));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

const unwrapped = (key: Buffer, given: Uint8Array, subject: string, path: string): Buffer => {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, given.subarray(0, ivBytes))
      .setAAD(Buffer.from(subject))
      .setAuthTag(given.subarray(-tagBytes));
    return Buffer.concat([decipher.update(given.subarray(ivBytes, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new EvidenceError('key-unreadable', `a key was not wrapped by ${path}`, {}, { cause });
  }
};
