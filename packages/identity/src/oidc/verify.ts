import { PhananhError } from '@phananh/core';
import { type CryptoKey, errors, type JWTPayload, jwtVerify } from 'jose';
import { InvalidToken } from '../errors.ts';
import { algorithms } from './algorithms.ts';
import type { Issuer } from './issuer.ts';
import type { IssuerKeys } from './issuer-keys.ts';

export const defaultClockSkewSeconds = 30;

/** What a valid token says. */
export interface Claims extends JWTPayload {
  readonly sub: string;
  readonly exp: number;
}

/**
 * The claims of a token that its issuer has signed, for this host, and that holds now (RFC 9068, 4; RFC 8725).
 *
 * @param now milliseconds
 * @throws {@link InvalidToken} with the reason; {@link IssuerUnavailable} when the keys cannot be had
 */
export const verify = async (
  token: string,
  { issuer, keys, now }: { readonly issuer: Issuer; readonly keys: IssuerKeys; readonly now: number },
): Promise<Claims> => {
  const { audience, tokenType = 'at+jwt', clockSkewSeconds = defaultClockSkewSeconds } = issuer;
  const checked = (key: CryptoKey | IssuerKeys['keyFor']) =>
    jwtVerify(token, typeof key === 'function' ? key : () => key, {
      algorithms: [...algorithms],
      issuer: issuer.issuer,
      audience: typeof audience === 'string' ? audience : [...audience],
      typ: tokenType,
      clockTolerance: clockSkewSeconds,
      currentDate: new Date(now),
      requiredClaims: ['sub', 'exp'],
    });
  try {
    const { payload } = await checked(keys.keyFor).catch((error: unknown) => tried(error, checked));
    const { sub, exp } = payload;
    if (typeof sub !== 'string' || sub === '' || exp === undefined)
      throw new InvalidToken('the token says of nobody that it is theirs');
    return { ...payload, sub, exp };
  } catch (error) {
    if (error instanceof PhananhError) throw error;
    // Also what the platform says of a key that its issuer should not have published: it is no fault of the host.
    throw new InvalidToken(reasonOf(error));
  }
};

/** Several keys of an issuer go by one name, or have none: the token is valid that one of them has signed. */
const tried = async <Checked>(
  error: unknown,
  check: (key: CryptoKey) => Promise<Checked>,
): Promise<Checked> => {
  if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
  for await (const key of error) {
    try {
      return await check(key);
    } catch (failure) {
      if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw failure;
    }
  }
  throw new errors.JWSSignatureVerificationFailed();
};

/** In words that hold nothing of the token. */
const reasonOf = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return reasonOfClaim(error.claim);
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its issuer has not signed the token';
  if (error instanceof errors.JWKSNoMatchingKey) return 'its issuer has no such key';
  if (error instanceof errors.JOSEAlgNotAllowed)
    return 'the token is signed by an algorithm that is not taken';
  return 'the token is not well-formed';
};

const reasonOfClaim = (claim: string): string => {
  switch (claim) {
    case 'aud':
      return 'the token is for another audience';
    case 'typ':
      return 'the token is not an access token';
    case 'nbf':
      return 'the token is not valid yet';
    default:
      return `the claim ${claim} of the token is not as it should be`;
  }
};
