import type { PhananhError } from '@phananh/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorCatalog, HttpError } from './http-errors.ts';
import { preferredLanguage } from './language.ts';
import { asPhananhError, problemMediaType, problemOf } from './problem.ts';
import { varyBy } from './vary.ts';

const retryAfterSeconds = 1;

/** Seconds. Most of what cannot be had now is there again in a moment; some errors know better. */
const retryAfterOf = ({ details: { retryAfterSeconds: known } }: PhananhError): string =>
  String(typeof known === 'number' ? known : retryAfterSeconds);

/** Tells with what is refused for now when to ask again. */
export const sayWhenAgain = (reply: FastifyReply, status: number, error: PhananhError): void => {
  if (status === 503 || status === 429) reply.header('retry-after', retryAfterOf(error));
};

declare module 'fastify' {
  interface FastifyReply {
    /** The code of the problem that was answered; undefined when it went well. */
    problemCode: string | undefined;
  }
}

/** Answers a request with the problem document of what was thrown. */
export type SendProblem = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** @param base what stands before `/problems/<code>` in the `type` of each problem */
export const problemSender =
  (catalog: ErrorCatalog, base: string): SendProblem =>
  (thrown, request, reply) => {
    const error = asPhananhError(thrown);
    const language = preferredLanguage(request.headers['accept-language']);
    const problem = problemOf(error, { catalog, language, instance: request.id, base });
    if (isRefusedForNow(error)) {
      const { code, message } = error;
      request.log.warn({ code, requestId: request.id }, message);
    } else if (problem.status >= 500) {
      request.log.error({ err: thrown, code: error.code, requestId: request.id }, 'request failed');
    }
    if (problem.status === 401) reply.header('www-authenticate', challengeOf(request));
    // RFC 9110, 12.5.3: which codings would have been taken.
    if (problem.status === 415) reply.header('accept-encoding', 'identity');
    sayWhenAgain(reply, problem.status, error);
    reply.problemCode = error.code;
    return varyBy(reply, 'Accept-Language')
      .code(problem.status)
      .headers({ 'content-language': language, 'cache-control': 'no-store' })
      .type(problemMediaType)
      .send(JSON.stringify(problem));
  };

/** What says when it may be had again was refused on purpose: there is nothing to look for in a stack. */
const isRefusedForNow = ({ details }: PhananhError): boolean => typeof details.retryAfterSeconds === 'number';

/** RFC 6750, 3: no error code for a request without credentials. */
const challengeOf = ({ headers }: FastifyRequest): string =>
  headers.authorization === undefined
    ? 'Bearer realm="phananh"'
    : 'Bearer realm="phananh", error="invalid_token"';

/** Answers requests for what is not served, or not by this method. For whoever owns the whole application. */
export const answerUnknownRoutes = (app: FastifyInstance, sendProblem: SendProblem): void => {
  const routes: { readonly method: string; readonly segments: readonly string[] }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, segments: url.split('/') });
  });
  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?', 1);
    const segments = path.split('/');
    const allowed = new Set(
      routes.filter((route) => matches(route.segments, segments)).map(({ method }) => method),
    );
    if (allowed.size === 0) {
      return sendProblem(new HttpError('route-not-found', 'nothing is served here'), request, reply);
    }
    const allow = [...allowed].sort().join(', ');
    reply.header('allow', allow);
    const message = `${request.method} is not possible here, ${allow} is`;
    return sendProblem(new HttpError('method-not-allowed', message), request, reply);
  });
};

const matches = (pattern: readonly string[], path: readonly string[]): boolean =>
  pattern.length === path.length &&
  pattern.every((segment, index) => segment.startsWith(':') || segment === path[index]);
