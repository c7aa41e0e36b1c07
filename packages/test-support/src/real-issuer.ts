import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration, type JWK } from 'oidc-provider';

/** An OpenID Connect issuer that runs here: anybody signs in by their name, and machines by their secret. */
export interface RealIssuer {
  readonly url: string;
  /** An access token for somebody who signs in with a browser, by code and PKCE. Gives every step with it. */
  signIn(account: string): Promise<SignedIn>;
  /** An access token for a machine, by its own name and secret. */
  asMachine(): Promise<string>;
  /** Makes a client of a console at an address: people come back to its `/sign-in/callback`, and to `/sign-in` when they have signed out. */
  clientAt(address: string): { readonly clientId: string; readonly clientSecret: string };
  /** Signs with a new key from now on; the others stay, or leave. */
  rotate(options?: { readonly keepOld?: boolean }): void;
  /** Answers nothing any more, or again. */
  setDown(isDown: boolean): void;
  close(): Promise<void>;
}

export interface SignedIn {
  readonly accessToken: string;
  readonly idToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly steps: readonly string[];
}

export interface RealIssuerOptions {
  /** Whom tokens are for. */
  readonly audience: string;
  /** What tokens say of somebody, beside who they are. */
  readonly claimsOf?: (account: string) => { readonly [claim: string]: unknown };
}

const machine = { client_id: 'sensor-gateway', client_secret: randomBytes(24).toString('hex') };
const portal = {
  client_id: 'portal',
  client_secret: randomBytes(24).toString('hex'),
  redirect_uri: 'http://127.0.0.1:9/cb',
};

type Client = NonNullable<Configuration['clients']>[number];

const newKey = (): JWK => ({
  ...(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as JWK),
  alg: 'ES256',
  use: 'sig',
  kid: randomBytes(6).toString('hex'),
});

export const realIssuer = async ({
  audience,
  claimsOf = () => ({}),
}: RealIssuerOptions): Promise<RealIssuer> => {
  let isDown = false;
  let keys = [newKey()];
  let console: Client | undefined;
  let provider: Provider;
  let answer: (request: IncomingMessage, response: ServerResponse) => unknown;
  const server = createServer((request, response) => {
    if (isDown) request.socket.destroy();
    else if (request.url?.startsWith('/interaction/')) void logIn(request, response);
    else answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  /** Whoever is named is whoever they say. */
  const logIn = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { params } = await provider.interactionDetails(request, response);
    await provider.interactionFinished(request, response, {
      login: { accountId: String(params.login_hint) },
    });
  };
  const start = (): void => {
    provider = new Provider(url, configuration(audience, { keys, console }, claimsOf));
    answer = provider.callback();
  };
  start();

  const token = async (client: { client_id: string; client_secret: string }, form: object) => {
    const answered = await fetch(`${url}/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...client, resource: audience, ...form } as Record<string, string>),
    });
    const said = (await answered.json()) as { readonly [name: string]: unknown };
    if (!answered.ok) throw new Error(JSON.stringify(said));
    return said;
  };
  return {
    url,
    signIn: async (account) => {
      const { code, verifier, steps } = await codeFor(url, account, audience);
      const said = await token(
        { client_id: portal.client_id, client_secret: portal.client_secret },
        {
          grant_type: 'authorization_code',
          code,
          code_verifier: verifier,
          redirect_uri: portal.redirect_uri,
        },
      );
      return {
        accessToken: String(said.access_token),
        idToken: String(said.id_token),
        expiresIn: Number(said.expires_in),
        steps: [...steps, 'POST /token → 200'],
      };
    },
    asMachine: async () =>
      String((await token(machine, { grant_type: 'client_credentials', scope: 'reports' })).access_token),
    clientAt: (address) => {
      const [clientId, clientSecret] = ['console', randomBytes(24).toString('hex')];
      console = {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${address}/sign-in/callback`],
        post_logout_redirect_uris: [`${address}/sign-in`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      };
      start();
      return { clientId, clientSecret };
    },
    rotate: ({ keepOld = true } = {}) => {
      keys = [newKey(), ...(keepOld ? keys : [])];
      start();
    },
    setDown: (down) => {
      isDown = down;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

const configuration = (
  audience: string,
  { keys, console }: { readonly keys: JWK[]; readonly console: Client | undefined },
  claimsOf: NonNullable<RealIssuerOptions['claimsOf']>,
): Configuration => ({
  jwks: { keys },
  cookies: { keys: ['of this test'] },
  clients: [
    { ...machine, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] },
    {
      client_id: portal.client_id,
      client_secret: portal.client_secret,
      redirect_uris: [portal.redirect_uri],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
      id_token_signed_response_alg: 'ES256',
    },
    ...(console === undefined ? [] : [console]),
  ].map((client) => ({
    token_endpoint_auth_method: 'client_secret_post' as const,
    ...client,
  })) as NonNullable<Configuration['clients']>,
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  scopes: ['openid', 'reports'],
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  findAccount: (_, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
  extraTokenClaims: (_, token) => ('accountId' in token ? claimsOf(String(token.accountId)) : {}),
  // Nobody is asked for consent.
  loadExistingGrant: async ({ oidc }) => {
    const grant = new oidc.provider.Grant({
      clientId: String(oidc.client?.clientId),
      accountId: String(oidc.session?.accountId),
    });
    grant.addOIDCScope('openid reports');
    grant.addResourceScope(audience, 'reports');
    await grant.save();
    return grant;
  },
  ttl: { AccessToken: 300, ClientCredentials: 300, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'reports',
        audience,
        accessTokenFormat: 'jwt',
        accessTokenTTL: 300,
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
});

/** What a browser does from the portal's link to the code that it brings back. */
const codeFor = async (url: string, account: string, audience: string) => {
  const verifier = randomBytes(32).toString('base64url');
  const cookies = new Map<string, string>();
  const steps: string[] = [];
  let at = `${url}/auth?${new URLSearchParams({
    client_id: portal.client_id,
    response_type: 'code',
    scope: 'openid reports',
    resource: audience,
    redirect_uri: portal.redirect_uri,
    login_hint: account,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })}`;
  while (!at.startsWith(portal.redirect_uri)) {
    const answered = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    await answered.body?.cancel();
    const location = answered.headers.get('location');
    steps.push(`GET ${new URL(at).pathname.replace(/[\w-]{20,}/, '…')} → ${answered.status}`);
    if (location === null || steps.length > 10) throw new Error(`${steps.join(', ')}: nobody signs in`);
    for (const cookie of answered.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    at = new URL(location, at).href;
  }
  return { code: new URL(at).searchParams.get('code') ?? '', verifier, steps };
};
