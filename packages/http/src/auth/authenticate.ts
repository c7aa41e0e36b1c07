import type { Actor } from '@phananh/core';
import { Forbidden, normalActor } from '@phananh/core/engine';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError, type HttpErrorEntry } from '../errors/http-errors.ts';

/** Says who sends a request; undefined when it carries no credentials, or none that are valid. */
export interface Authenticate {
  (request: FastifyRequest): Actor | undefined | Promise<Actor | undefined>;
  /** Set when anybody can say that they are anybody: it is said at start, and a host does not listen for a network. */
  readonly developmentOnly?: boolean;
  /** Tokens that it takes, to show at start. Development only. */
  readonly tokens?: readonly string[];
  /** Set when whoever starts the host says it in words of their own: the log does not say it once more. */
  readonly isSaid?: boolean;
  /** Whether a token is of the kind that it judges, by its looks alone. What stands beside others ({@link oneOf}) says so. */
  readonly recognises?: (token: string) => boolean;
  /** Throws for a sender that it answers nothing, whatever the token, or gives a promise that rejects: asked on the routes too that judge none. */
  readonly demandSender?: (request: FastifyRequest) => void | Promise<void>;
  /** Throws as long as it lets nobody in, whoever they are: a session that it did not judge counts no earlier, and the host is not ready. */
  readonly demandReady?: () => void | Promise<void>;
  /** The errors of its own that it refuses with, beside `unauthenticated`: any route may answer with them. */
  readonly errors?: { readonly [code: string]: HttpErrorEntry };
}

/** Who may use a route: everybody, or actors of these kinds. Which subject is whose, the workflow decides. */
export type Permission = 'public' | readonly string[];

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route. A route without it does not start. */
    readonly permission?: Permission;
    /** Who says whose requests to this route are, in the place of who says it of the others: by a session, for one. */
    readonly authenticate?: Authenticate;
    /** Whether the route itself looks how long a body takes; others have 30 s. */
    readonly hasOwnTime?: boolean;
  }
  interface FastifyRequest {
    /** Undefined on a public route that is used without credentials. */
    actor: Actor | undefined;
    /** Who sends it on behalf of the actor: set by who authenticates, and recorded beside the actor. */
    givenBy: Actor | undefined;
  }
}

/** Makes each request say whose it is before anything else happens, and refuses it where the route does not say for whom it is. */
export const demandPermissions = (app: FastifyInstance, authenticate: Authenticate): void => {
  app.decorateRequest('actor', undefined);
  app.decorateRequest('givenBy', undefined);
  if (authenticate.developmentOnly === true && authenticate.isSaid !== true) {
    app.addHook('onListen', async () =>
      app.log.warn(
        { tokens: authenticate.tokens },
        'DEVELOPMENT AUTHENTICATION: anybody on this machine is whoever they say, with these tokens; others are refused',
      ),
    );
  }
  app.addHook('onRequest', async (request) => {
    // Nothing is there to protect.
    if (request.is404) return;
    const { permission, counted } = request.routeOptions.config;
    if (permission === undefined)
      throw new Forbidden('nobody is allowed this: it declares no permission', { visible: true });
    // Nobody's token is judged where nothing counts how many are tried, and whoever watches the host is answered with any.
    if (permission === 'public' && counted === 'never') {
      await authenticate.demandSender?.(request);
      return;
    }
    const authenticated = await authenticate(request);
    const actor = authenticated && normalActor(authenticated);
    request.actor = actor;
    // What would be done in another name than was meant is not done.
    if (actor !== undefined && request.givenBy === undefined && request.headers['on-behalf-of'] !== undefined)
      throw new HttpError('not-on-behalf', 'this token speaks for nobody but its bearer');
    if (permission === 'public') {
      // Whoever shows credentials wants to be somebody: nobody is the wrong answer to a token that has expired.
      if (actor === undefined && request.headers.authorization !== undefined) throw unauthenticated();
      return;
    }
    demandPermitted(actor, permission);
  });
};

/**
 * Refuses who may not use a route.
 *
 * @throws {@link HttpError} `unauthenticated`, {@link Forbidden}
 */
export const demandPermitted = (actor: Actor | undefined, permission: Permission): void => {
  if (permission === 'public') return;
  if (actor === undefined) throw unauthenticated();
  if (permission.includes(actor.kind)) return;
  throw new Forbidden(`this is not for actors of the kind ${actor.kind}`, { visible: true, by: permission });
};

/** Asks of a request who the route says is to be asked, or else who is asked of every other. */
export const asRouteSays = (authenticate: Authenticate): Authenticate =>
  Object.assign(
    (request: FastifyRequest) => (request.routeOptions.config.authenticate ?? authenticate)(request),
    authenticate,
  );

/** Makes the start fail for a route that does not say for whom it is. */
export const demandDeclaredPermissions = (app: FastifyInstance): void => {
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.permission === undefined) {
      throw new TypeError(`the route ${[method].flat().join(', ')} ${url} declares no permission`);
    }
  });
};

const unauthenticated = () => new HttpError('unauthenticated', 'a valid token is needed');

/** The actor of a request to a route that is not public. */
export const actorOf = ({ actor }: FastifyRequest): Actor => {
  if (actor === undefined) throw unauthenticated();
  return actor;
};
