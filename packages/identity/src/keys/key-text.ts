import { createHash, timingSafeEqual } from 'node:crypto';
import { type Random, randomCode } from '@phananh/core/engine';

/**
 * What a machine shows: `phk_<id>_<secret>`, in letters and digits that nobody mistakes for each other (Crockford's base32, in lower
 * case). Scanners of sources and logs find it by its beginning; the id is no secret and stands in lists and histories.
 */

/** Characters, five random bits each: 80 bits. */
const idLength = 16;
/** 260 random bits. */
const secretLength = 52;

const text = /^phk_([0-9a-hjkmnp-tv-z]{16})_([0-9a-hjkmnp-tv-z]{52})$/;

export const apiKeyPrefix = 'phk_';

/** A key as it is made: its text is shown once and kept nowhere, its digest stands in the log. */
export interface NewApiKey {
  readonly apiKeyId: string;
  readonly digest: string;
  readonly text: string;
}

/** Makes a key. Whoever asks for one makes it, so that its text is never sent but to use it. */
export const newApiKey = (random: Random): NewApiKey => {
  const apiKeyId = randomCode(idLength, random).toLowerCase();
  const secret = randomCode(secretLength, random).toLowerCase();
  return { apiKeyId, digest: digestOf(secret), text: `${apiKeyPrefix}${apiKeyId}_${secret}` };
};

/** What a text says that may be a key; undefined when it is none. */
export const readKeyText = (
  given: string,
): { readonly apiKeyId: string; readonly secret: string } | undefined => {
  const [, apiKeyId, secret] = text.exec(given) ?? [];
  return apiKeyId === undefined || secret === undefined ? undefined : { apiKeyId, secret };
};

/** SHA-256 in hex. A slow hash would hide nothing more: nobody guesses 260 random bits. */
const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Whether a secret is the one of a digest, in a time that does not tell how much of it is right. */
export const isSecretOf = (digest: string, secret: string): boolean =>
  timingSafeEqual(Buffer.from(digest, 'hex'), Buffer.from(digestOf(secret), 'hex'));
