import { readFileSync } from 'node:fs';

/** Fewest bytes of a secret: those of the digest that is made with it (RFC 2104, 3). */
const fewestBytes = 32;

/**
 * The secret of actor ids, out of its file: what stands in it without the white space around it, such as the line that
 * `openssl rand -base64 32` writes.
 *
 * @throws for a file that cannot be read, or that holds less than 32 bytes
 */
export const readIdentitySecret = (file: string): Uint8Array => {
  const secret = Buffer.from(readFileSync(file, 'utf8').trim());
  if (secret.length < fewestBytes) {
    throw new Error(
      `${file} holds ${secret.length} bytes, a secret has at least ${fewestBytes}: openssl rand -base64 32 > ${file}`,
    );
  }
  return secret;
};
