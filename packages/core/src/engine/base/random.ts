import { parse, v7 } from 'uuid';
import { uuidV5 } from '#uuid-v5';
import { epochOf, type Instant } from './time.ts';

/** Where the engine takes chance from: a CSPRNG in production, a seeded generator in tests. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** Namespace of every UUIDv5 (RFC 9562) that this product derives, as bytes: they need no parsing. */
const namespace = parse('8f1c3b52-6f0e-5d0a-9f64-7b1d2c0a5e11');

/** UUIDv5 of a name: the same name gives the same id on every machine, for ever. */
// Not the function of `uuid`: it takes four times as long for names this short.
export const derivedUuid = (name: string): string => uuidV5(namespace, name);

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
  const msecs = occurredAt === undefined ? (timeOfUuid(commandId) ?? 0) : epochOf(occurredAt);
  return derivedUuidOf(`subject:${commandId}`, msecs);
};

/** A UUIDv7 of that time whose random bits are derived from a name. */
export const derivedUuidOf = (name: string, msecs: number): string =>
  v7({ msecs, random: parse(derivedUuid(name)) });

/** The time of a UUIDv7, in milliseconds since the Unix epoch; undefined for anything else. */
export const timeOfUuid = (id: string): number | undefined =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(id)
    ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
    : undefined;

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Characters of Crockford's base32, five random bits each. */
export const randomCode = (length: number, random: Random): string => {
  let code = '';
  for (const byte of random.bytes(length)) code += crockford.charAt(byte & 31);
  return code;
};
