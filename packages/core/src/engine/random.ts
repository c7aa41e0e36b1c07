import { parse, v7 } from 'uuid';
import { sha1 } from './sha1.ts';
import { epochOf, type Instant } from './time.ts';

/** Where the engine takes chance from: a CSPRNG in production, a seeded generator in tests. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** Namespace of every UUIDv5 (RFC 9562) that this product derives, as bytes: they need no parsing. */
const namespace = parse('8f1c3b52-6f0e-5d0a-9f64-7b1d2c0a5e11');
const encoder = new TextEncoder();

/** UUIDv5 of a name: the same name gives the same id on every machine, for ever. */
export const derivedUuid = (name: string): string => {
  const [a, b, c, d] = derivedWords(name);
  const [first, second, third, fourth] = [hexOf(a), hexOf(b), hexOf(c), hexOf(d)];
  return `${first}-${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}${fourth}`;
};

/** A word of 32 bits; the added bit keeps its leading zeros. */
const hexOf = (word: number): string => ((word >>> 0) + 0x100000000).toString(16).slice(1);

/** The words of a UUIDv5: the SHA-1 of namespace and name, with version and variant set (RFC 9562, 5.5). */
const derivedWords = (name: string): readonly [number, number, number, number] => {
  const [a, b, c, d] = sha1(namedBytes(name));
  return [a, (b & 0xffff0fff) | 0x5000, (c & 0x3fffffff) | 0x80000000, d];
};

const namedBytes = (name: string): Uint8Array => {
  const bytes = new Uint8Array(namespace.length + name.length * 3);
  bytes.set(namespace);
  // Nearly all names are ASCII, and for texts this short the encoder takes longer to call than to encode.
  for (let index = 0; index < name.length; index++) {
    const unit = name.charCodeAt(index);
    if (unit > 0x7f) return Uint8Array.of(...namespace, ...encoder.encode(name));
    bytes[namespace.length + index] = unit;
  }
  return bytes.subarray(0, namespace.length + name.length);
};

/** Id of the event of this index in a command. */
export const eventIdOf = (commandId: string, index: number): string =>
  derivedUuid(`event:${commandId}:${index}`);

/** A random UUIDv7 (RFC 9562) whose time is `now`. */
export const randomUuid = (now: Instant, random: Random): string =>
  v7({ msecs: epochOf(now), random: random.bytes(16) });

/**
 * The UUIDv7 that belongs to a command id, so that a repeated creation finds the stream of its first attempt,
 * on every store and after any number of restarts.
 *
 * Its random bits are derived from the command id. Its time is `occurredAt` when the command carries one, else that
 * of a command id which is itself a UUIDv7; for any other command id it is zero, because no time is known that a
 * repeat would know too.
 */
export const uuidOfCommand = (commandId: string, occurredAt?: Instant): string => {
  const msecs = occurredAt === undefined ? timeOfUuid(commandId) : epochOf(occurredAt);
  const random = new DataView(new ArrayBuffer(16));
  for (const [index, word] of derivedWords(`subject:${commandId}`).entries())
    random.setInt32(index * 4, word);
  return v7({ msecs, random: new Uint8Array(random.buffer) });
};

const timeOfUuid = (id: string): number =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(id)
    ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
    : 0;

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Characters of Crockford's base32, five random bits each. */
export const randomCode = (length: number, random: Random): string =>
  Array.from(random.bytes(length), (byte) => crockford.charAt(byte & 31)).join('');
