import type { Actor } from '@phananh/core';
import type { Authenticate } from './authenticate.ts';

// Not `system`: process managers and imports are inside, and nobody becomes them by asking.
const token =
  /^Bearer dev:(?:(citizen|operator|auditor|analyst|admin):([\w.@-]{1,200})|(agency):([\w.@-]{1,200}):([\w-]{1,63}))$/;

const actorOfToken = (authorization: string | undefined): Actor | undefined => {
  const [, kind, id, agency, officer, agencyId] = authorization?.match(token) ?? [];
  if (kind !== undefined && id !== undefined) return { kind, id };
  if (agency !== undefined && officer !== undefined && agencyId !== undefined) {
    return { kind: agency, id: officer, agencyId };
  }
  return undefined;
};

/** Takes everybody's word: `Bearer dev:<kind>:<id>`, for an officer of an agency `Bearer dev:agency:<id>:<agencyId>`. */
export const developmentAuth = (): Authenticate =>
  Object.assign((request: Parameters<Authenticate>[0]) => actorOfToken(request.headers.authorization), {
    developmentOnly: true,
    tokens: [
      'dev:citizen:<id>',
      'dev:operator:<id>',
      'dev:agency:<id>:<agencyId>',
      'dev:auditor:<id>',
      'dev:analyst:<id>',
      'dev:admin:<id>',
    ],
  });
