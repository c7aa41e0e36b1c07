import {
  type CryptoKey,
  calculateJwkThumbprint,
  createLocalJWKSet,
  errors,
  type FlattenedJWSInput,
  type JWK,
  type JWSHeaderParameters,
} from 'jose';
import { z } from 'zod';
import { IssuerUnavailable } from '../errors.ts';
import { type Fetch, fetchJson } from './fetch-json.ts';
import type { Issuer } from './issuer.ts';
import { usableKeys } from './usable-keys.ts';

/** Every five minutes of a busy host; after ten a request waits for them. */
const askAgainAfter = 5 * 60_000;
const oldAfter = 10 * 60_000;
/** How long tokens are checked with keys that cannot be had anew: an issuer may be away for a night, not for ever. */
const keptFor = 24 * 60 * 60_000;
/** At most one question in this time, whatever keys tokens name. */
const pause = 30_000;

/** Told when the keys of an issuer could not be had, and when they can be again. */
export type OnKeys = (told: { readonly issuer: string; readonly error: Error | undefined }) => void;

export interface IssuerKeysOptions {
  /** Milliseconds. */
  readonly now: () => number;
  readonly fetch: Fetch;
  readonly onKeys: OnKeys;
}

/** The keys of an issuer, kept and asked for again. */
export interface IssuerKeys {
  /** Another object when a key has left: what was found valid before is to be looked at again. */
  readonly generation: () => object;
  /** Asks for them when they are old. @returns undefined when there is nothing to wait for @throws {@link IssuerUnavailable} */
  demandCurrent(): Promise<void> | undefined;
  /** @throws {@link IssuerUnavailable}; of `jose` when there is no such key */
  keyFor(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey>;
}

const Discovered = z.looseObject({ issuer: z.string(), jwks_uri: z.string() });
const KeySet = z.looseObject({ keys: z.array(z.unknown()) });

type Located = Pick<Issuer, 'issuer' | 'jwksUri'>;

const locationOfKeys = async ({ issuer, jwksUri }: Located, fetch: Fetch): Promise<string> => {
  if (jwksUri !== undefined) return jwksUri;
  const at = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = Discovered.parse(await fetchJson(fetch, at));
  // OpenID Connect Discovery 1.0, 4.3.
  if (found.issuer !== issuer) throw new Error(`${at} is about another issuer, ${found.issuer}`);
  return found.jwks_uri;
};

/**
 * Asks an issuer for the keys that its tokens can be checked with now.
 *
 * @throws when they cannot be had
 */
const keysOfIssuer = async (issuer: Located, fetch: Fetch): Promise<readonly JWK[]> => {
  const set = KeySet.parse(await fetchJson(fetch, await locationOfKeys(issuer, fetch)));
  return usableKeys(set.keys);
};

/**
 * How many keys an issuer has now that its tokens can be checked with.
 *
 * @throws when they cannot be had
 */
export const countUsableKeys = async (issuer: Located): Promise<number> =>
  (await keysOfIssuer(issuer, globalThis.fetch)).length;

/** Nothing is asked before the first token, and nothing between requests. */
export const issuerKeys = (issuer: Issuer, { now, fetch, onKeys }: IssuerKeysOptions): IssuerKeys => {
  let keys: ReturnType<typeof createLocalJWKSet> | undefined;
  let thumbprints: ReadonlySet<string> = new Set();
  let generation = {};
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let lastFailed = false;
  let asking: Promise<void> | undefined;

  const take = async (): Promise<void> => {
    const usable = await keysOfIssuer(issuer, fetch);
    const next = createLocalJWKSet({ keys: [...usable] });
    // By what a key is, not by what it is called.
    const nextThumbprints = new Set(await Promise.all(usable.map((key) => calculateJwkThumbprint(key))));
    if ([...thumbprints].some((one) => !nextThumbprints.has(one))) generation = {};
    keys = next;
    thumbprints = nextThumbprints;
    fetchedAt = now();
  };
  const told = (error: Error | undefined): void => {
    if (error !== undefined || lastFailed) onKeys({ issuer: issuer.issuer, error });
    lastFailed = error !== undefined;
  };
  /** One question at a time, for all who wait for it. */
  const ask = (): Promise<void> => {
    if (asking !== undefined) return asking;
    askedAt = now();
    asking = take()
      .then(
        () => told(undefined),
        (error: unknown) => told(error instanceof Error ? error : new Error(String(error))),
      )
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
  /** Also after the clock was set back. */
  const isSince = (moment: number, milliseconds: number): boolean =>
    now() - moment >= milliseconds || now() < moment;
  const askIfDue = (): Promise<void> | undefined => asking ?? (isSince(askedAt, pause) ? ask() : undefined);
  const unavailable = (): IssuerUnavailable => new IssuerUnavailable(issuer.issuer, pause / 1_000);
  const demandKept = (): NonNullable<typeof keys> => {
    if (keys === undefined || isSince(fetchedAt, keptFor)) throw unavailable();
    return keys;
  };
  const waitForCurrent = async (): Promise<void> => {
    await askIfDue();
    demandKept();
  };

  return {
    generation: () => generation,
    demandCurrent: () => {
      // Nobody waits for an issuer that did not answer the last time while its keys are kept.
      const mustWait = isSince(fetchedAt, lastFailed ? keptFor : oldAfter);
      if (mustWait) return waitForCurrent();
      if (isSince(fetchedAt, askAgainAfter)) void askIfDue();
      return undefined;
    },
    keyFor: async (header, token) => {
      try {
        return await demandKept()(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        await askIfDue();
        // It may be a new key of theirs.
        if (lastFailed) throw unavailable();
        return demandKept()(header, token);
      }
    },
  };
};
