import type { Actor } from '@phananh/core';
import type { FastifyRequest } from 'fastify';
import type { Authenticate } from './authenticate.ts';
import { demandThisMachine } from './this-machine.ts';

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

const authenticate = (request: FastifyRequest): Actor | undefined => {
  // Here and nowhere else, so that it holds wherever this function stands: in a host, in a plugin, in somebody's own hook.
  demandThisMachine(request);
  return actorOfToken(request.headers.authorization);
};

/**
 * Takes everybody's word: `Bearer dev:<kind>:<id>`, for an officer of an agency `Bearer dev:agency:<id>:<agencyId>`.
 *
 * It throws `loopback-only` for a request that does not come from this machine or names another one, whatever the application
 * listens on.
 *
 * @param isSaid whether who starts the host warns of it; default: the log does
 */
export const developmentAuth = ({ isSaid = false }: Pick<Authenticate, 'isSaid'> = {}): Authenticate =>
  Object.assign((request: FastifyRequest) => authenticate(request), {
    developmentOnly: true,
    isSaid,
    tokens: [
      'dev:citizen:<id>',
      'dev:operator:<id>',
      'dev:agency:<id>:<agencyId>',
      'dev:auditor:<id>',
      'dev:analyst:<id>',
      'dev:admin:<id>',
    ],
  });
