import { createHmac } from 'node:crypto';

/** Who a token is about: its issuer (`iss`) and what the issuer calls them (`sub`), both as they stand in the token. */
export interface Subject {
  readonly issuer: string;
  readonly subject: string;
}

/** Gives the actor id of a subject: 64 hexadecimal digits, the same on every host that has the same secret. */
export type ActorIds = (subject: Subject) => string;

/**
 * Actor ids that tell nobody who somebody is: HMAC-SHA-256 of issuer and subject under a secret that all hosts of one log share. A
 * subject may be a citizen's number, of which there are too few for a bare hash to hide them.
 *
 * @param secret as {@link readIdentitySecret} gives it
 */
export const actorIds =
  (secret: Uint8Array): ActorIds =>
  ({ issuer, subject }) =>
    createHmac('sha256', secret)
      // As JSON, so that no two pairs make one text.
      .update(JSON.stringify(['phananh actor', issuer, subject]))
      .digest('hex');
