import type { Actor, Reports } from '@phananh/core';
import { Forbidden } from '@phananh/core/engine';
import { heldReportOf } from '@phananh/core/reports';
import type { FastifyRequest } from 'fastify';
import type { Authenticate } from '../auth/authenticate.ts';
import { bearerTokenOf } from '../auth/bearer-token.ts';
import { guestOf, isGuestToken } from '../guests/guest-tokens.ts';
import { holderOf, isHeldToken } from './links.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether whoever opened the link of one report may use the route, though its path names no report. */
    readonly forHolders?: boolean;
  }
}

export interface OwnTokens {
  /** Whose links are looked up. Absent: nobody has a report by a link. */
  readonly reports?: Reports | undefined;
  /** 32 bytes, the same on every host of one log: citizens report without signing in. Absent: they do not. */
  readonly guestKey?: Uint8Array | undefined;
}

/** Takes the tokens that the routes of this package give out themselves, and leaves every other to who judges those. */
export const withOwnTokens = (authenticate: Authenticate, { reports, guestKey }: OwnTokens): Authenticate => {
  if (reports === undefined && guestKey === undefined) return authenticate;
  const own = async (request: FastifyRequest): Promise<Actor | undefined> => {
    const token = bearerTokenOf(request);
    if (token !== undefined && reports !== undefined && isHeldToken(token)) {
      await authenticate.demandSender?.(request);
      await authenticate.demandReady?.();
      const holder = await holderOf(reports, token);
      if (holder !== undefined) demandOwnReport(request, holder);
      return holder;
    }
    if (token !== undefined && guestKey !== undefined && reports !== undefined && isGuestToken(token)) {
      await authenticate.demandSender?.(request);
      await authenticate.demandReady?.();
      return guestOf(guestKey, token, reports.handler.clock.now());
    }
    return authenticate(request);
  };
  return Object.assign(own, authenticate);
};

/**
 * Whoever has one report by its link is nobody elsewhere.
 *
 * @throws {@link Forbidden}
 */
const demandOwnReport = ({ params, routeOptions }: FastifyRequest, { id }: Actor): void => {
  const { reportId }: { readonly [name: string]: unknown } = Object(params);
  const { permission, forHolders } = routeOptions.config;
  const isOpen = permission === 'public' || forHolders === true;
  if (reportId === undefined ? isOpen : reportId === heldReportOf(id)) return;
  throw new Forbidden('the link is of one report', { visible: true });
};
