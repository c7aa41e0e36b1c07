import {
  fromBase64url,
  type JsonValue,
  type PersonalEnvelope,
  type Random,
  toBase64url,
} from '../engine/index.ts';
import type { Ciphers } from './ciphers.ts';
import type { SubjectKey } from './keyring.ts';
import type { ValueKey } from './leaf-keys.ts';

/** Where a value stands: its envelope opens there and nowhere else. */
export interface SealedPlace {
  /** Identity of the log, which its copies share. */
  readonly log: string;
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  /** JSON pointer of the envelope in the data. */
  readonly field: string;
  readonly subject: string;
}

const ivBytes = 12;
const smallestClass = 64;
const largestDoubling = 4096;
const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Encrypts a value for its place. */
export const sealValue = (
  value: JsonValue,
  key: SubjectKey,
  place: SealedPlace,
  { ciphers, random }: { readonly ciphers: Ciphers; readonly random: Random },
): PersonalEnvelope & { readonly [field: string]: JsonValue } => {
  const iv = random.bytes(ivBytes);
  const plain = padded(utf8.encode(JSON.stringify(value)));
  const leaf = key.leaves.next();
  const own = key.leaves.valueKey(leaf);
  if (typeof own !== 'object') throw new TypeError('a leaf that nothing was sealed under cannot be gone');
  const bound = boundTo(place, key.id, leaf);
  const ciphertext = ciphers.encrypt(plain, { key: own.encrypt, iv, associated: utf8.encode(bound) });
  const envelope = {
    personal: 2,
    alg: 'A256GCM',
    sub: place.subject,
    kid: key.id,
    leaf,
    iv: toBase64url(iv),
    ct: toBase64url(ciphertext),
    kc: toBase64url(ciphers.hmacSha256(own.commit, joined(iv, ciphertext))),
  } as const;
  key.sealedHere.keep(envelope, bound, value);
  return envelope;
};

/**
 * The value of an envelope. `destroyed`: its key is, alone. `missing`: what that is derived from is not here. Undefined where it was not sealed with
 * this key for this place, or was altered.
 */
export const openValue = (
  envelope: PersonalEnvelope,
  key: SubjectKey,
  place: SealedPlace,
  ciphers: Ciphers,
): { readonly value: JsonValue } | 'destroyed' | 'missing' | undefined => {
  // Bound to another subject or key than the envelope names, it would not decrypt either.
  if (envelope.kid !== key.id || envelope.sub !== place.subject) return undefined;
  const { leaf } = envelope;
  const bound = boundTo(place, key.id, leaf);
  const known = key.sealedHere.find(envelope, bound);
  if (known !== undefined) return known;
  const own = leaf === undefined ? key.whole() : key.leaves.valueKey(leaf);
  return typeof own === 'object' ? decrypted(envelope, own, bound, ciphers) : (own ?? 'missing');
};

const decrypted = (
  { iv: ivText, ct, kc }: PersonalEnvelope,
  key: ValueKey,
  bound: string,
  ciphers: Ciphers,
): { readonly value: JsonValue } | undefined => {
  const iv = fromBase64url(ivText);
  const ciphertext = fromBase64url(ct);
  if (iv?.length !== ivBytes || ciphertext === undefined) return undefined;
  if (toBase64url(ciphers.hmacSha256(key.commit, joined(iv, ciphertext))) !== kc) return undefined;
  const plain = ciphers.decrypt(ciphertext, { key: key.encrypt, iv, associated: utf8.encode(bound) });
  if (plain === undefined) return undefined;
  try {
    return { value: JSON.parse(fromUtf8.decode(plain)) };
  } catch {
    return undefined;
  }
};

/** What an envelope is bound to, in canonical JSON: the names stand in the order of RFC 8785, which then asks for nothing else of texts and a small number. */
const boundTo = (
  { log, stream, revision, eventId, type, field, subject }: SealedPlace,
  kid: string,
  leaf: string | undefined,
): string => JSON.stringify({ eventId, field, kid, leaf, log, rev: revision, stream, subject, type });

/** With spaces behind it, which JSON passes over, to the next size class: how long a text is says something of it. */
const padded = (plain: Uint8Array): Uint8Array => {
  let size = smallestClass;
  while (size < plain.length && size < largestDoubling) size *= 2;
  if (size < plain.length) size = Math.ceil(plain.length / largestDoubling) * largestDoubling;
  const filled = new Uint8Array(size).fill(space);
  filled.set(plain);
  return filled;
};

const space = 0x20;

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
};
