import { randomUUID } from 'node:crypto';
import { isTrustworthyUrl } from '@phananh/http/loopback';
import type { FastifyRequest } from 'fastify';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { ConsoleError } from '../../errors.ts';
import { ownPath } from '../../frame/language.ts';
import { queryOf } from '../../frame/query.ts';
import type { Frame } from '../../frame/screen.ts';
import { type ConsoleIssuer, issuerWay, type People, Told } from '../../session/issuers.ts';
import type { Session } from '../../session/session.ts';

/** Signing in and out at issuers: OpenID Connect, the code flow with PKCE, by `openid-client`. */

/** What is between the two halves of signing in, in a cookie of its own for ten minutes. */
const Begun = z.object({
  issuer: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  to: z.string(),
});
const begunFor = 600_000;
/** Longer ones do not fit in the cookie beside the rest. */
const longestIdToken = 1_600;

export interface IssuerClients {
  readonly issuers: readonly ConsoleIssuer[];
  configurationOf(issuer: ConsoleIssuer): Promise<oidc.Configuration>;
}

/** The issuers are asked for their addresses when somebody first signs in, and again after they could not be had. */
export const issuerClients = (issuers: readonly ConsoleIssuer[]): IssuerClients => {
  const known = new Map<string, Promise<oidc.Configuration>>();
  return {
    issuers,
    configurationOf: (issuer) => {
      const found = known.get(issuer.issuer) ?? discovered(issuer);
      known.set(issuer.issuer, found);
      found.catch(() => known.delete(issuer.issuer));
      return found;
    },
  };
};

const discovered = async ({ issuer, clientId, clientSecret }: ConsoleIssuer): Promise<oidc.Configuration> => {
  if (!isTrustworthyUrl(issuer))
    throw new ConsoleError(
      'sign-in-failed',
      `${issuer} is not asked: it is neither https nor on this machine`,
    );
  const authentication = clientSecret === undefined ? oidc.None() : oidc.ClientSecretPost(clientSecret);
  return oidc.discovery(new URL(issuer), clientId, undefined, authentication, {
    timeout: 5,
    ...(issuer.startsWith('http:') && { execute: [oidc.allowInsecureRequests] }),
  });
};

export const issuerRoutes = (frame: Frame, { bearers }: People, clients: IssuerClients): void => {
  const { app, base, cookie, clock } = frame;
  const config = { permission: 'public' } as const;
  const back = ({ protocol, host }: FastifyRequest): string =>
    new URL(`${protocol}://${host}${base}/sign-in/callback`).href;

  app.get('/sign-in/issuer', { config }, async (request, reply) => {
    const query = queryOf(request);
    const issuer = issuerNamed(clients, query.get('issuer'));
    const configuration = await failing(() => clients.configurationOf(issuer));
    const begun = {
      issuer: issuer.issuer,
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      to: ownPath(query.get('to') ?? undefined, base),
    };
    const { scope = 'openid', resource } = issuer;
    const hint = query.get('login_hint');
    const to = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: back(request),
      scope,
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: 'S256',
      ...(resource !== undefined && { resource }),
      ...(hint !== null && { login_hint: hint }),
    });
    await cookie.keepBegun(request, reply, begun, begunFor);
    return reply.redirect(to.href, 303);
  });

  app.get('/sign-in/callback', { config }, async (request, reply) => {
    const { data: begun } = Begun.safeParse(await cookie.takeBegun(request, reply));
    if (begun === undefined)
      throw new ConsoleError('sign-in-failed', 'nobody began to sign in here, or too long ago');
    const issuer = issuerNamed(clients, begun.issuer);
    const configuration = await failing(() => clients.configurationOf(issuer));
    const { resource } = issuer;
    const tokens = await failing(() =>
      oidc.authorizationCodeGrant(
        configuration,
        new URL(`${back(request)}?${queryOf(request)}`),
        {
          pkceCodeVerifier: begun.verifier,
          expectedState: begun.state,
          expectedNonce: begun.nonce,
          idTokenExpected: true,
        },
        resource === undefined ? undefined : { resource },
      ),
    );
    // As the API judges it: what it would refuse is refused here.
    const { kind, id, address } = await bearers.bearerOf(tokens.access_token);
    await bearers.admitted({ kind, id, address });
    const now = Date.parse(clock.now());
    const idToken = tokens.id_token ?? '';
    await cookie.write(request, reply, {
      way: issuerWay(issuer.issuer),
      told: {
        kind,
        id,
        ...(address !== undefined && { address }),
        ...(idToken.length <= longestIdToken && { idToken }),
      },
      name: nameIn(tokens.claims()) ?? kind,
      token: randomUUID(),
      startedAt: now,
      seenAt: now,
    });
    return reply.redirect(begun.to, 303);
  });
};

const issuerNamed = ({ issuers }: IssuerClients, name: string | null): ConsoleIssuer => {
  const found = issuers.find(({ issuer }) => issuer === name);
  if (found === undefined) throw new ConsoleError('sign-in-failed', 'there is no such issuer');
  return found;
};

/** What an issuer, or the library for it, refuses: its words are for the log of the issuer, not for everybody. */
const failing = async <Value>(ask: () => Promise<Value>): Promise<Value> => {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ConsoleError) throw error;
    if (isUnanswered(error))
      throw new ConsoleError(
        'sign-in-unavailable',
        'nobody can sign in as long as the issuer does not answer',
      );
    throw new ConsoleError(
      'sign-in-failed',
      `the issuer did not sign anybody in: ${error instanceof Error ? error.message : error}`,
    );
  }
};

/** Nobody is there, in time, or who is there is out of order. */
const isUnanswered = (error: unknown): boolean => {
  if (error instanceof oidc.ClientError)
    return error.code === 'OAUTH_TIMEOUT' || (error.cause instanceof Response && error.cause.status >= 500);
  // As `fetch` of Node says it, whatever keeps it from getting there.
  return error instanceof TypeError && error.message === 'fetch failed';
};

const nameIn = (claims: { readonly [claim: string]: unknown } | undefined): string | undefined =>
  [claims?.name, claims?.preferred_username, claims?.email]
    .find((one): one is string => typeof one === 'string' && one !== '')
    ?.slice(0, 80);

/** Where signing out goes on: at the issuer of a session, where it has an address for that. */
export const signOutAt = async (
  clients: IssuerClients,
  session: Session | undefined,
  { to, state }: { readonly to: string; readonly state: string },
): Promise<string | undefined> => {
  const issuer = clients.issuers.find((one) => issuerWay(one.issuer) === session?.way);
  if (issuer === undefined || session === undefined) return undefined;
  try {
    const configuration = await clients.configurationOf(issuer);
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    const { idToken } = Told.parse(session.told);
    return oidc.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: to,
      // It comes back with whoever signed out.
      state,
      ...(idToken !== undefined && { id_token_hint: idToken }),
    }).href;
  } catch {
    // The session here has ended all the same.
    return undefined;
  }
};
