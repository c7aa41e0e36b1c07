import type { Actor, JsonObject } from '@phananh/core';
import { z } from 'zod';
import type { SignInWay } from './way.ts';

/** Whom a token of an issuer is about: what of them a session keeps. */
interface Bearer {
  readonly kind: string;
  readonly id: string;
  readonly address?: string | undefined;
}

/** Who is behind the tokens of issuers: `bearers` of `oidcAuth` of `@phananh/identity/oidc`, the same that the API asks. */
export interface Bearers {
  bearerOf(token: string): Promise<Bearer>;
  admitted(bearer: Bearer): Promise<Actor>;
}

/** An issuer by which people sign in here (OpenID Connect, code flow with PKCE). */
export interface ConsoleIssuer {
  /** Exactly as its tokens have it in `iss`. */
  readonly issuer: string;
  /** What its button says. Default: the host of the issuer. */
  readonly label?: string | undefined;
  /** Its redirect address is `<address>/console/sign-in/callback`. */
  readonly clientId: string;
  /** Absent: a public client. */
  readonly clientSecret?: string | undefined;
  /** Default `openid`. */
  readonly scope?: string | undefined;
  /** For whom the access token is to be (RFC 8707), where the issuer wants to be told. */
  readonly resource?: string | undefined;
}

/** How people sign in, where they are not believed at their word. */
export interface People {
  readonly bearers: Bearers;
  readonly issuers: readonly ConsoleIssuer[];
}

export const issuerWay = (issuer: string): string => `issuer ${issuer}`;

export const Told = z.object({
  kind: z.string(),
  id: z.string(),
  address: z.string().optional(),
  /** To sign out at the issuer with; left out where it is too long for a cookie. */
  idToken: z.string().optional(),
});

/** The registry of officers is asked on each request: whoever left an agency has left it at once. */
export const issuerSignIn = (issuer: string, bearers: Bearers): SignInWay => ({
  name: issuerWay(issuer),
  actorOf: async (told: JsonObject) => {
    const { data } = Told.safeParse(told);
    if (data === undefined) return undefined;
    const { kind, id, address } = data;
    return bearers.admitted({ kind, id, address });
  },
});
