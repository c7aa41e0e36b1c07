import type { Actor, JsonObject } from '@phananh/core';
import type { Authenticate } from '@phananh/http';
import { z } from 'zod';
import type { SignInWay } from './way.ts';

export const developmentWay = 'development';

const Told = z.object({ kind: z.string(), id: z.string(), agencyId: z.string().optional() });

/** The kinds of actors that an authentication for development takes anybody's word for, as its tokens name them. */
export const kindsOfDevelopment = ({ tokens = [] }: Pick<Authenticate, 'tokens'>): readonly string[] =>
  tokens.flatMap((token) => /^dev:([A-Za-z][A-Za-z0-9-]*):/.exec(token)?.[1] ?? []);

/** Takes anybody's word, on this machine only: what a host in development does with tokens, with a session. */
export const developmentSignIn = (authenticate: Authenticate): SignInWay => {
  const kinds = new Set(kindsOfDevelopment(authenticate));
  return {
    name: developmentWay,
    actorOf: async (told: JsonObject, request): Promise<Actor | undefined> => {
      await authenticate.demandSender?.(request);
      const { data } = Told.safeParse(told);
      if (data === undefined || !kinds.has(data.kind)) return undefined;
      const { kind, id, agencyId } = data;
      return { kind, id, ...(agencyId !== undefined && { agencyId }) };
    },
  };
};
