import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

export interface TestKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** A key pair of an issuer. Elliptic, because making an RSA one takes longer than the test. */
export const testKey = async (kid: string): Promise<TestKey> => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
};

export interface TestIssuer {
  readonly issuer: string;
  /** Those that it publishes now. */
  keys: readonly JWK[];
  /** Whether it does not answer. */
  isDown: boolean;
  /** How often its keys were asked for. */
  asked: number;
  readonly fetch: (url: string) => Promise<Response>;
}

/** What an issuer publishes, without a socket. */
export const testIssuer = (issuer: string, keys: readonly JWK[]): TestIssuer => {
  const published: TestIssuer = {
    issuer,
    keys,
    isDown: false,
    asked: 0,
    fetch: async (url) => {
      if (published.isDown) throw new TypeError('fetch failed');
      if (url === `${issuer}/.well-known/openid-configuration`)
        return Response.json({ issuer, jwks_uri: `${issuer}/jwks` });
      if (url !== `${issuer}/jwks`) return new Response('not here', { status: 404 });
      published.asked += 1;
      return Response.json({ keys: published.keys });
    },
  };
  return published;
};

export interface TokenOptions {
  readonly key: TestKey;
  readonly issuer: string;
  /** Seconds since 1970. */
  readonly now: number;
  readonly claims?: JWTPayload;
  readonly header?: object;
}

/** An access token for five minutes, signed as its key says. */
export const testToken = ({ key, issuer, now, claims, header }: TokenOptions): Promise<string> =>
  new SignJWT({
    iss: issuer,
    sub: 's-1',
    aud: 'https://phananh.example',
    iat: now,
    exp: now + 300,
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'at+jwt', ...header })
    .sign(key.privateKey);
