import type { Actor } from '@phananh/core';
import type { FastifyRequest } from 'fastify';
import type { Authenticate } from './authenticate.ts';
import { bearerTokenOf } from './bearer-token.ts';

/**
 * Several ways to say who somebody is, each for tokens of a kind of its own: one alone judges a token, the first that recognises it.
 * What none recognises is nobody's.
 *
 * With one of them for development the host answers this machine only, whatever a request shows.
 *
 * @throws TypeError for a way that does not say which tokens it recognises
 */
export const oneOf = (...ways: readonly Authenticate[]): Authenticate => {
  const judges = ways.map((judge) => {
    const { recognises } = judge;
    if (recognises === undefined) throw new TypeError('a way beside others says which tokens it recognises');
    return { judge, recognises };
  });
  const ofDevelopment = ways.filter(({ developmentOnly }) => developmentOnly === true);
  const authenticate = async (request: FastifyRequest): Promise<Actor | undefined> => {
    const token = bearerTokenOf(request);
    const found = token === undefined ? undefined : judges.find(({ recognises }) => recognises(token));
    // They refuse what does not come from this machine.
    for (const way of ofDevelopment) if (way !== found?.judge) await way(request);
    return found?.judge(request);
  };
  return Object.assign(authenticate, {
    developmentOnly: ofDevelopment.length > 0,
    isSaid: ofDevelopment.every(({ isSaid }) => isSaid === true),
    tokens: ways.flatMap(({ tokens = [] }) => tokens),
    demandSender: async (request: FastifyRequest): Promise<void> => {
      for (const { demandSender } of ways) await demandSender?.(request);
    },
    demandReady: async (): Promise<void> => {
      for (const { demandReady } of ways) await demandReady?.();
    },
    recognises: (token: string) => judges.some(({ recognises }) => recognises(token)),
    // `assign` of several gives `any`.
    errors: Object.assign({}, ...ways.map(({ errors }) => errors)) as NonNullable<Authenticate['errors']>,
  });
};
