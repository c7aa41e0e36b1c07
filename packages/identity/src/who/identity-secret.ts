import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';

/** Fewest bytes of a secret: those of the digest that is made with it (RFC 2104, 3). */
const fewestBytes = 32;

/** Of a file that is no text its bytes: as text two of them could become one. */
const trimmed = (bytes: Uint8Array): Uint8Array => {
  let [begin, end] = [0, bytes.length];
  while (begin < end && isSpace(bytes[begin])) begin += 1;
  while (begin < end && isSpace(bytes[end - 1])) end -= 1;
  return bytes.subarray(begin, end);
};

/** Tab, line ends and blank, of ASCII. */
const isSpace = (byte = 0): boolean => byte === 32 || (byte >= 9 && byte <= 13);

/**
 * The secret of actor ids, out of its file: what stands in it without the white space around it, such as the line that
 * `openssl rand -base64 32` writes.
 *
 * @throws for a file that cannot be read, or that holds less than 32 bytes
 */
export const readIdentitySecret = (file: string): Uint8Array => {
  const bytes = readFileSync(file);
  const secret = isUtf8(bytes) ? Buffer.from(bytes.toString('utf8').trim()) : trimmed(bytes);
  if (secret.length < fewestBytes) {
    throw new Error(
      `${file} holds ${secret.length} bytes, a secret has at least ${fewestBytes}: openssl rand -base64 32 > ${file}`,
    );
  }
  return secret;
};
