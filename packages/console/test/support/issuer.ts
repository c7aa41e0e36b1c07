import { once } from 'node:events';
import { createServer } from 'node:net';
import { actorIds } from '@phananh/identity';
import { type OfficerEntry, oidcAuth } from '@phananh/identity/oidc';
import { type RealIssuer, realIssuer } from '@phananh/test-support/real-issuer';
import { openConsole } from './open-console.ts';

const audience = 'https://phananh.hue.example';

/** A real issuer, at which whoever is named is whoever they say: `o-1` of the centre, `a-1` of an agency, `c-1` a citizen. */
export const issuerOfHue = (): Promise<RealIssuer> =>
  realIssuer({ audience, claimsOf: (account) => ({ groups: [account.split('-', 1)[0]] }) });

/** A console that people sign in to at the issuer, and the officers whom its registry knows. */
export const openAtIssuer = async (
  issuer: RealIssuer,
  /** Where its pages are, as the browser has it. */
  address: string,
  options: Parameters<typeof openConsole>[0] = {},
) => {
  const officers = new Map<string, OfficerEntry>();
  const ids = actorIds(new Uint8Array(32).fill(3));
  const authenticate = oidcAuth({
    issuers: [
      {
        issuer: issuer.url,
        audience,
        actors: [
          { kind: 'operator', claim: 'groups', value: 'o' },
          { kind: 'agency', claim: 'groups', value: 'a' },
          { kind: 'citizen', claim: 'groups', value: 'c' },
        ],
      },
    ],
    actorIds: ids,
    officers: async (id) => officers.get(id),
  });
  const client = issuer.clientAt(address);
  const console = await openConsole({
    authenticate,
    people: {
      bearers: authenticate.bearers,
      issuers: [{ issuer: issuer.url, label: 'Hue', scope: 'openid reports', resource: audience, ...client }],
    },
    ...options,
  });
  const idOf = (subject: string): string => ids({ issuer: issuer.url, subject });
  return { ...console, officers, idOf };
};

/** An address has to be known before the issuer knows its client. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
};
