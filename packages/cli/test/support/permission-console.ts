import type { Actor } from '@phananh/core';
import { EncryptJWT } from 'jose';

/** An issuer that nobody asks: who came from it has a session already. */
const issuer = 'https://id.example';
const sessionKey = new Uint8Array(32).fill(7);
const formToken = 'of-every-form';

/** What the console is given of those who sign in. @param admit as the API admits them */
export const signedInBy = (admit: (bearer: Pick<Actor, 'kind' | 'id'>) => Promise<Actor>) => ({
  sessionKey,
  people: {
    issuers: [{ issuer, clientId: 'console' }],
    bearers: {
      bearerOf: async (): Promise<never> => {
        throw new TypeError('nobody signs in here');
      },
      admitted: admit,
    },
  },
});

/** What a device has of a report by its one-time link. */
export interface HeldReport {
  readonly token: string;
  readonly until: string;
}

/** The headers of a browser in which somebody has signed in, as decision 111 has the cookie, or that has a report by its link. */
export const browserHeaders = async (
  method: string,
  as: string | HeldReport | undefined,
  now: number,
): Promise<{ readonly [name: string]: string }> => {
  const headers = {
    host: 'localhost',
    accept: 'text/html',
    'accept-language': 'en',
    'sec-fetch-site': 'same-origin',
    ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  const asked = typeof as === 'object' ? sessionOfHolder(as) : sessionOf(as);
  if (asked === undefined) return headers;
  const { cookie, ...session } = asked;
  const sealed = await new EncryptJWT({ ...session, token: formToken, startedAt: now, seenAt: now })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(sessionKey);
  return { ...headers, cookie: `${cookie}=${sealed}` };
};

/** Whoever is asked for no session is nobody in a browser: keys, and guests, whose form carries who they are. */
const sessionOf = (as: string | undefined) => {
  const [kind = '', id = ''] = as?.split(':') ?? [];
  if (as === undefined || kind === 'key' || kind === 'guest') return undefined;
  return { cookie: 'phananh.local', way: `issuer ${issuer}`, told: { kind, id }, name: kind };
};

const sessionOfHolder = ({ token, until }: HeldReport) => ({
  cookie: 'phananh.report.local',
  way: 'link',
  told: { token, until },
  name: 'link',
});

/** What a browser sends of a form: of one that was shown in a session, with the token of that. */
export const formText = (fields: object, inSession: boolean): string =>
  new URLSearchParams({ ...(inSession && { _token: formToken }), ...fields }).toString();
