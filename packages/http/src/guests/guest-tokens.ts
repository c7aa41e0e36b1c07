import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Actor } from '@phananh/core';
import { guestIdOf } from '@phananh/core/reports';

/**
 * Who reports without signing in is somebody of their own for a day: their photos and their report are theirs, and nobody else's. A token says
 * so, which this host, and every other with the same key, made.
 */

const validMilliseconds = 24 * 3_600_000;

export interface Guest {
  readonly actor: Actor;
  readonly token: string;
  readonly validUntil: string;
}

export const newGuest = (key: Uint8Array, now: string): Guest => {
  const uuid = randomUUID();
  const until = Date.parse(now) + validMilliseconds;
  const said = `guest.${uuid}.${until.toString(36)}`;
  return {
    actor: actorOf(uuid),
    token: `${said}.${signatureOf(key, said).toString('base64url')}`,
    validUntil: new Date(until).toISOString(),
  };
};

const actorOf = (uuid: string): Actor => ({ kind: 'citizen', id: guestIdOf(uuid) });

/** Whether a token is of a guest, by its looks. */
export const isGuestToken = (token: string): boolean => token.startsWith('guest.');

/** Whose token it is; undefined where its time is over, or it was made by nobody here. */
export const guestOf = (key: Uint8Array, token: string, now: string): Actor | undefined => {
  const [, said, uuid, until, signature] =
    /^(guest\.([0-9a-f-]{36})\.([0-9a-z]{1,12}))\.([\w-]{43})$/.exec(token) ?? [];
  if (said === undefined || uuid === undefined || until === undefined || signature === undefined)
    return undefined;
  if (!timingSafeEqual(signatureOf(key, said), Buffer.from(signature, 'base64url'))) return undefined;
  return Date.parse(now) < Number.parseInt(until, 36) ? actorOf(uuid) : undefined;
};

const signatureOf = (key: Uint8Array, said: string): Buffer =>
  createHmac('sha256', key).update(said).digest();
