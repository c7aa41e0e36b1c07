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

/** The headers of a browser in which somebody has signed in, as decision 111 has the cookie; keys have no session. */
export const browserHeaders = async (
  method: string,
  as: string | undefined,
  now: number,
): Promise<{ readonly [name: string]: string }> => {
  const headers = {
    host: 'localhost',
    accept: 'text/html',
    'accept-language': 'en',
    'sec-fetch-site': 'same-origin',
    ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  const [kind = '', id = ''] = as?.split(':') ?? [];
  if (as === undefined || kind === 'key') return headers;
  const session = {
    way: `issuer ${issuer}`,
    told: { kind, id },
    name: kind,
    token: formToken,
    startedAt: now,
    seenAt: now,
  };
  const sealed = await new EncryptJWT(session)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(sessionKey);
  return { ...headers, cookie: `phananh.local=${sealed}` };
};

/** What a browser sends of a form: of one that was shown in a session, with the token of that. */
export const formText = (fields: object, inSession: boolean): string =>
  new URLSearchParams({ ...(inSession && { _token: formToken }), ...fields }).toString();
