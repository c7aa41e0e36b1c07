import { createHash } from 'node:crypto';
import type { Actor } from '@phananh/core';
import type { Authenticate } from '@phananh/http';
import { bearerTokenOf } from '@phananh/http/bearer-token';
import { isTrustworthyUrl } from '@phananh/http/loopback';
import { decodeJwt } from 'jose';
import { LRUCache } from 'lru-cache';
import { InvalidToken, identityErrors, NotAdmitted } from '../errors.ts';
import type { ActorIds } from '../who/actor-ids.ts';
import type { Fetch } from './fetch-json.ts';
import { type Issuer, kindOf } from './issuer.ts';
import { type IssuerKeys, issuerKeys, type OnKeys } from './issuer-keys.ts';
import { type Claims, defaultClockSkewSeconds, verify } from './verify.ts';

/** What is kept of an officer. Only one who is `active` is admitted. */
export interface OfficerEntry {
  readonly agencyId: string;
  readonly state: string;
}

export interface OidcAuthOptions {
  readonly issuers: readonly Issuer[];
  readonly actorIds: ActorIds;
  /**
   * Of which agency somebody is an officer, asked on each request; the token alone makes nobody one. Absent: nobody is.
   *
   * @param who.address the e-mail of the token, where its issuer has verified it
   */
  readonly officers?: (
    actorId: string,
    who: { readonly address: string | undefined },
  ) => Promise<OfficerEntry | undefined>;
  /** Most tokens that are kept until they expire. Default 10,000; a kept one takes some 500 bytes. */
  readonly mostTokens?: number;
  readonly onKeys?: OnKeys;
  /** Milliseconds. Default: the clock of the machine. */
  readonly now?: () => number;
  /** Default: that of the platform. */
  readonly fetch?: Fetch;
}

/** Whom a valid token is about. It may be kept for as long as somebody stays signed in; whether they are let in is asked anew each time. */
export interface Bearer {
  readonly kind: string;
  /** As the log has them. */
  readonly id: string;
  /** The e-mail of the token, where its issuer has verified it. */
  readonly address?: string | undefined;
}

/** Who is behind tokens, for those who keep something else than tokens of whoever signed in. */
export interface OidcBearers {
  /** @throws `unauthenticated` with the reason, `not-admitted` where no rule fits, `issuer-unavailable` */
  bearerOf(token: string): Promise<Bearer>;
  /** Who they are now: of which agency an officer is, is asked each time. @throws `not-admitted` */
  admitted(bearer: Bearer): Promise<Actor>;
}

/** Authentication by tokens, and who is behind them. */
export interface OidcAuth extends Authenticate {
  readonly bearers: OidcBearers;
}

/** A token that was found valid. */
interface Verified {
  readonly bearer: Bearer;
  /** Milliseconds. */
  readonly until: number;
  readonly keys: IssuerKeys;
  readonly generation: object;
}

/** A JWS in its compact form. */
const isJwt = (token: string): boolean => /^[\w-]+\.[\w-]*\.[\w-]*$/.test(token);

/**
 * Says who somebody is by the access tokens of OpenID Connect issuers. A token that was found valid is kept, by its SHA-256, until it
 * expires, its issuer takes its key away, or others were used since.
 *
 * It throws `unauthenticated` with the reason, `not-admitted`, or `issuer-unavailable`.
 *
 * @throws TypeError for an issuer that stands twice, that is not asked over TLS, or that gives the kind `system`
 */
export const oidcAuth = ({
  issuers,
  actorIds,
  officers = async () => undefined,
  mostTokens = 10_000,
  onKeys = () => {},
  now = Date.now,
  fetch = globalThis.fetch,
}: OidcAuthOptions): OidcAuth => {
  const known = new Map(
    issuers.map((issuer) => [issuer.issuer, { issuer, keys: issuerKeys(issuer, { now, fetch, onKeys }) }]),
  );
  demandSound(issuers);
  const kept = new LRUCache<string, Verified>({ max: mostTokens });

  const verified = async (token: string, digest: string): Promise<Verified> => {
    const found = known.get(issuerOf(token));
    if (found === undefined) throw new InvalidToken('the token is of an issuer that nobody here knows');
    const { issuer, keys } = found;
    await keys.demandCurrent();
    // Before the check: a key that leaves while it runs makes the result one of before.
    const generation = keys.generation();
    const claims = await verify(token, { issuer, keys, now: now() });
    const kind = kindOf(issuer, claims);
    if (kind === undefined) throw new NotAdmitted('no rule of the issuer gives this token a kind of actor');
    const entry: Verified = {
      bearer: {
        kind,
        id: actorIds({ issuer: issuer.issuer, subject: claims.sub }),
        address: addressOf(claims),
      },
      until: (claims.exp + (issuer.clockSkewSeconds ?? defaultClockSkewSeconds)) * 1_000,
      keys,
      generation,
    };
    kept.set(digest, entry);
    return entry;
  };
  /** What is kept of a token, while it holds. */
  const keptOf = async (digest: string): Promise<Verified | undefined> => {
    const entry = kept.get(digest);
    if (entry === undefined) return undefined;
    const asking = entry.keys.demandCurrent();
    if (asking !== undefined) await asking;
    if (now() < entry.until && entry.generation === entry.keys.generation()) return entry;
    kept.delete(digest);
    return undefined;
  };
  const bearers: OidcBearers = {
    bearerOf: async (token) => {
      const digest = createHash('sha256').update(token).digest('base64');
      return ((await keptOf(digest)) ?? (await verified(token, digest))).bearer;
    },
    admitted: async ({ kind, id, address }) => {
      if (kind !== 'agency') return { kind, id };
      const officer = await officers(id, { address });
      if (officer?.state !== 'active') throw new NotAdmitted('the bearer is no active officer of an agency');
      return { kind, id, agencyId: officer.agencyId };
    },
  };
  const authenticate = async (request: Parameters<Authenticate>[0]): Promise<Actor | undefined> => {
    const token = bearerTokenOf(request);
    if (token === undefined || !isJwt(token)) return undefined;
    return bearers.admitted(await bearers.bearerOf(token));
  };
  return Object.assign(authenticate, { recognises: isJwt, errors: identityErrors, bearers });
};

/** Whose a token says that it is. Nothing of it is believed yet. */
const issuerOf = (token: string): string => {
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    throw new InvalidToken('the token is not well-formed');
  }
};

/** Characters of an address (RFC 5321, 4.5.3.1): what is kept of tokens has an end. */
const mostOfAddress = 320;

const addressOf = ({ email, email_verified: isVerified }: Claims): string | undefined =>
  typeof email === 'string' && email.length <= mostOfAddress && isVerified === true ? email : undefined;

const demandSound = (issuers: readonly Issuer[]): void => {
  const names = new Set<string>();
  for (const { issuer, jwksUri, actors } of issuers) {
    if (names.has(issuer)) throw new TypeError(`the issuer ${issuer} stands twice`);
    names.add(issuer);
    for (const url of [issuer, ...(jwksUri === undefined ? [] : [jwksUri])])
      if (!isTrustworthyUrl(url)) throw new TypeError(`${url} is neither https nor on this machine`);
    if (actors.some(({ kind }) => kind === 'system'))
      throw new TypeError(`${issuer} cannot give the kind system: nobody becomes it by asking`);
  }
};
