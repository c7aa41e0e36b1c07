import type { JsonObject } from '@phananh/core';
import { engineErrors, type FairQueue } from '@phananh/core/engine';
import { type AccessLog, accessErrors, evidenceErrors } from '@phananh/core/privacy';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import {
  type Authenticate,
  asRouteSays,
  demandDeclaredPermissions,
  demandPermissions,
} from '../auth/authenticate.ts';
import { acceptJsonBodies } from '../body/json-body.ts';
import { answerUnknownRoutes, problemSender, type SendProblem } from '../errors/error-handling.ts';
import { type ErrorCatalog, errorCatalog, HttpError, httpErrors } from '../errors/http-errors.ts';
import { problemIndex, problemPage } from '../errors/problem-pages.ts';
import { type OwnTokens, withOwnTokens } from '../link/holder-auth.ts';
import { registerDocsPage } from '../openapi/docs-page.ts';
import { type DescribedRoute, openApiDocument } from '../openapi/document.ts';
import type { ResponseDescription } from '../openapi/operation.ts';
import { longReads } from '../queries/asking.ts';
import { type Limits, limitsOf, type RateLimits } from './limits.ts';
import { type CountPreflight, limitRates, type MakingRoom } from './rate-limits.ts';

/** What a sealed log is refused with, whether photos are taken in here or not. */
const keyErrors = {
  'key-destroyed': evidenceErrors['key-destroyed'],
  'key-missing': evidenceErrors['key-missing'],
  'key-unreadable': evidenceErrors['key-unreadable'],
} as const;

export interface RouteBasisOptions extends OwnTokens {
  readonly authenticate: Authenticate;
  /** What stands before `/problems/<code>` in the `type` of problems. Default: nothing, the path is absolute. */
  readonly problemBase?: string;
  readonly limits?: Partial<Limits>;
  /** How often one sender may ask. Default: as often as they like, because an application around this may count by itself. */
  readonly rateLimits?: RateLimits | false;
  /** Where it is written down who was shown what is personal. Default: nowhere. */
  readonly accessLog?: AccessLog | undefined;
  /** Codes that the application answers any request with, beside those of the routes. For the reference. */
  readonly answeredEverywhere?: readonly string[];
  /** Whether the application is nothing else, so that unknown routes are answered here too. Default: no. */
  readonly ownsApplication?: boolean;
  /** Title and version of the API, in its reference. */
  readonly title?: string;
  readonly version?: string;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Absent: nothing is counted. */
    readonly makingRoom?: MakingRoom;
    /** Absent: nothing is counted. */
    readonly countPreflight?: CountPreflight;
    /** What the routes of this package share. */
    readonly phananh: {
      readonly catalog: ErrorCatalog;
      /** What the workflows are whose routes are here, by their names. */
      readonly summaries: Map<string, string>;
      readonly limits: Limits;
      readonly sendProblem: SendProblem;
      /** Lets pages below a path answer in their own way what is wrong with a request before any route is found for it. */
      readonly answerBelow: (path: string, send: SendProblem) => void;
      /** Who answers what is wrong with a request to an address. */
      readonly senderFor: (url: string) => SendProblem;
      readonly openApi: () => JsonObject;
      /** Where reads of long streams wait. */
      readonly longReads: FairQueue;
      readonly accessLog: AccessLog | undefined;
    };
  }
  interface FastifyContextConfig {
    /**
     * Whether the route itself says that the host has no room, and does nothing: what somebody typed is read first, so that they get it back. It is
     * told by {@link FastifyRequest.overloaded}.
     */
    readonly saysOverload?: boolean;
  }
  interface FastifyRequest {
    /** Why the host has no room for it, where the route says that itself: it is to do nothing but give back what was sent. */
    overloaded?: HttpError | undefined;
  }
}

const html: ResponseDescription = {
  description: 'A page.',
  mediaType: 'text/html; charset=utf-8',
  schema: { type: 'string' },
};

/**
 * What every workflow's routes stand on: problems, strict JSON, permissions and the reference.
 *
 * It holds for the scope that it is registered in, and for nothing outside it.
 */
export const routeBasis = fastifyPlugin(
  async (app: FastifyInstance, options: RouteBasisOptions) => {
    const { problemBase: base = '', title = 'phananh', version = '0.1.0', rateLimits = false } = options;
    const { accessLog } = options;
    const catalog = errorCatalog(
      engineErrors,
      httpErrors,
      accessErrors,
      keyErrors,
      options.authenticate.errors ?? {},
    );
    const limits = limitsOf(options.limits);
    const sendProblem = problemSender(catalog, base);
    const routes: DescribedRoute[] = [];
    const summaries = new Map<string, string>();
    const everywhere = [
      'not-on-behalf',
      // Whoever has the link of a report is nobody elsewhere.
      ...(options.reports === undefined ? [] : ['forbidden']),
      ...(options.authenticate.developmentOnly === true ? ['loopback-only'] : []),
      ...Object.keys(options.authenticate.errors ?? {}),
      ...(rateLimits === false ? [] : ['too-many-requests']),
      ...(accessLog === undefined ? [] : Object.keys(accessErrors)),
      ...(options.answeredEverywhere ?? []),
    ];
    let document: JsonObject | undefined;
    const openApi = () => {
      document ??= openApiDocument(routes, {
        catalog,
        base,
        title,
        version,
        summaries,
        everywhere,
      });
      return document;
    };
    const below: { readonly path: string; readonly send: SendProblem }[] = [];
    app.decorate('phananh', {
      catalog,
      summaries,
      limits,
      sendProblem,
      answerBelow: (path, send) => void below.push({ path, send }),
      senderFor: (url) => below.find(({ path }) => isBelow(path, url))?.send ?? sendProblem,
      openApi,
      longReads: longReads(),
      accessLog,
    });
    app.decorateReply('problemCode', undefined);
    app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
    if (options.ownsApplication === true) answerUnknownRoutes(app, sendProblem);
    acceptJsonBodies(app, limits);
    const authenticate = asRouteSays(withOwnTokens(options.authenticate, options));
    demandPermissions(
      app,
      rateLimits === false ? authenticate : await limitRates(app, rateLimits, authenticate),
    );
    // Before declarations are demanded: those of a library's routes are made in the scope of its page.
    await registerDocsPage(app, openApi);
    demandDeclaredPermissions(app);
    app.addHook('onRoute', ({ method, url, config }) => {
      const { permission, operation } = config ?? {};
      if (permission === undefined || operation === undefined || method === 'HEAD') return;
      for (const one of [method].flat()) routes.push({ method: one, url, permission, operation });
    });
    referenceRoutes(app);
  },
  { name: '@phananh/http/route-basis', fastify: '5.x' },
);

const isBelow = (path: string, url: string): boolean =>
  url.startsWith(path) && ['', '/', '?'].includes(url.slice(path.length, path.length + 1));

const referenceRoutes = (app: FastifyInstance): void => {
  const { catalog, openApi } = app.phananh;
  const tag = 'reference';
  let text: string | undefined;
  app.get(
    '/openapi.json',
    {
      config: {
        permission: 'public',
        operation: {
          id: 'openapi',
          tag,
          summary: 'This document.',
          responses: { 200: { description: 'OpenAPI 3.1.', schema: { type: 'object' } } },
          errors: [],
        },
      },
    },
    async (_, reply) => {
      text ??= JSON.stringify(openApi());
      return reply.type('application/json').send(text);
    },
  );
  app.get(
    '/problems',
    {
      config: {
        permission: 'public',
        operation: {
          id: 'problems',
          tag,
          summary: 'Every error code.',
          responses: { 200: html },
          errors: [],
        },
      },
    },
    async (_, reply) => reply.type('text/html; charset=utf-8').send(problemIndex(catalog.entries())),
  );
  app.get<{ Params: { readonly code: string } }>(
    '/problems/:code',
    {
      config: {
        permission: 'public',
        operation: {
          id: 'problem',
          tag,
          summary: 'What an error code means.',
          responses: { 200: html },
          errors: ['route-not-found'],
        },
      },
    },
    async ({ params: { code } }, reply) => {
      const entry = catalog.entryOf(code);
      if (entry === undefined) throw new HttpError('route-not-found', 'there is no such error code');
      return reply.type('text/html; charset=utf-8').send(problemPage(code, entry));
    },
  );
};
