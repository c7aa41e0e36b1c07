import { fastifyCookie } from '@fastify/cookie';
import { type Language, preferredLanguage } from '@phananh/http/pages';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isLanguage } from '../words/words.ts';

const cookieName = 'phananh.language';

/** The language that somebody chose, or else the one that their browser likes best. */
export const languageOf = ({ headers }: Pick<FastifyRequest, 'headers'>): Language => {
  const chosen = fastifyCookie.parse(headers.cookie ?? '')[cookieName];
  if (isLanguage(chosen)) return chosen;
  // Who says nothing is in Viet Nam.
  return headers['accept-language'] === undefined ? 'vi' : preferredLanguage(headers['accept-language']);
};

/** Whether a browser sends a cookie with which it is told something that others are not: any but the choice of a language. */
export const hasOwnCookies = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  Object.keys(fastifyCookie.parse(headers.cookie ?? '')).some((name) => name !== cookieName);

const Query = z.object({ to: z.string().optional() });

/** What somebody wants to go to, where it is a path of the console; else its front page. `//elsewhere` and `/\\elsewhere` are other hosts. */
export const ownPath = (to: string | undefined, base: string): string => {
  const here = 'http://here';
  if (to === undefined || !URL.canParse(to, here)) return base;
  const { origin, pathname, search } = new URL(to, here);
  const isOwn = origin === here && (pathname === base || pathname.startsWith(`${base}/`));
  return isOwn ? pathname + search : base;
};

/** `GET /language/{vi|en}`: keeps the choice, which says nothing of anybody. */
export const languageRoute = (app: FastifyInstance, base: string): void => {
  app.get<{ Params: { readonly language: string } }>(
    '/language/:language',
    { config: { permission: 'public' } },
    async (request, reply) => {
      const { language } = request.params;
      if (isLanguage(language))
        reply.setCookie(cookieName, language, {
          path: base,
          httpOnly: true,
          sameSite: 'lax',
          maxAge: 365 * 24 * 3_600,
          secure: request.protocol === 'https',
        });
      return reply.redirect(ownPath(Query.safeParse(request.query).data?.to, base), 303);
    },
  );
};
