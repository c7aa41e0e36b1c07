import { randomUUID } from 'node:crypto';
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import { isLoopback } from '../auth/loopback.ts';
import { HttpError } from '../errors/http-errors.ts';
import {
  defaultOverloadLimits,
  defaultRateLimits,
  defaultTimeouts,
  type OverloadLimits,
  type RateLimits,
  type Timeouts,
} from '../plugins/limits.ts';
import { type PhananhOptions, phananh } from '../plugins/phananh-api.ts';
import { routeBasis } from '../plugins/route-basis.ts';
import { addressMatcher } from '../plugins/told-address.ts';
import { limitBodyTime } from './body-time.ts';
import { answerClientError } from './client-error.ts';
import { closeConnectionsWhenClosing } from './closing.ts';
import { limitConnections } from './connections.ts';
import { allowOrigins } from './cors.ts';
import { hostLogger, type LogOptions, logRequests } from './logging.ts';
import { hostMetrics } from './metrics.ts';
import { demandOneHost } from './one-host.ts';
import { refuseOverload } from './overload.ts';
import { rootRoute } from './root-route.ts';
import { sendSecurityHeaders } from './security-headers.ts';

export interface HostOptions extends PhananhOptions {
  readonly log?: LogOptions;
  /** Where browsers go that open the address of the host: a path of its own, such as `/console`. Default: a page of links. */
  readonly frontPage?: string;
  /** Registers more routes, another workflow's for one, before the application starts. */
  readonly extend?: (app: FastifyInstance) => Promise<void>;
  /**
   * How often one sender may ask, and from when on the host refuses what it could only answer late. Default: the numbers of
   * `@phananh/http/limits`; under development authentication, which answers this machine only, none unless they are given.
   */
  readonly rateLimits?: RateLimits | false;
  readonly overload?: OverloadLimits | false;
  /** How long a request may take to arrive. Default: headers 10 s, all of it 30 s. */
  readonly timeouts?: Timeouts | undefined;
  /** Addresses and networks of proxies whose `X-Forwarded-*` are believed. Default: of none. */
  readonly trustedProxies?: readonly string[];
  /** Origins whose pages may use the API from browsers. Default: none. */
  readonly allowedOrigins?: readonly string[];
  /** How long running requests may take after `close`. Default 10 s. */
  readonly closeMilliseconds?: number;
}

export interface Host {
  readonly app: FastifyInstance;
  /** Starts to answer. Gives the address, with the port that was taken when 0 was asked for. */
  listen(address: { readonly host: string; readonly port: number }): Promise<string>;
  /** Stops to accept, finishes what was accepted, and closes what runs behind it when that was given with its `close`. */
  close(): Promise<void>;
}

/**
 * A ready HTTP host over what runs already: `createHost({ ...await runReports({ file, policy }), authenticate })`. It runs
 * nothing beside requests itself.
 *
 * `listen` throws for any address but loopback when the authentication is for development.
 */
export const createHost = async (options: HostOptions): Promise<Host> => {
  const { reports, readModels, timers, authenticate, log = {}, extend } = options;
  const { closeMilliseconds = 10_000, trustedProxies = [], allowedOrigins = [] } = options;
  const { timeouts = defaultTimeouts } = options;
  const isForAnybody = authenticate.developmentOnly !== true;
  const { rateLimits = isForAnybody && defaultRateLimits } = options;
  const { overload = isForAnybody && defaultOverloadLimits } = options;
  const { logger, plain, flush } = hostLogger(log);
  const app = createApp(logger, options);
  closeConnectionsWhenClosing(app, closeMilliseconds);
  limitBodyTime(app, timeouts.requestMilliseconds, answerClientError(options.problemBase ?? ''));
  logRequests(app, plain, log.requestLevel ?? 'info');
  sendSecurityHeaders(app);
  demandOneHost(app);
  // Before anybody is asked who they are.
  await allowOrigins(app, allowedOrigins);
  if (overload !== false) {
    limitConnections(app, overload, trustedProxies);
    await refuseOverload(app, overload);
  }
  const answeredEverywhere = overload === false ? [] : ['overloaded'];
  await app.register(routeBasis, { ...options, rateLimits, answeredEverywhere, ownsApplication: true });
  // First, so that it counts the requests of every route.
  const { workflows = [], reactions } = options;
  hostMetrics(app, { reports, workflows, readModels, timers, reactions });
  await app.register(phananh, options);
  await extend?.(app);
  rootRoute(app, options);

  let closed: Promise<void> | undefined;
  const close = async () => {
    await app.close();
    flush();
  };
  return {
    app,
    listen: async (address) => {
      if (authenticate.developmentOnly === true && !isLoopback(address.host)) {
        throw new Error(
          `development authentication takes everybody's word: it listens on loopback only, not on ${address.host}`,
        );
      }
      return app.listen({ ...address, backlog: waitingConnections });
    },
    close: () => {
      closed ??= close();
      return closed;
    },
  };
};

/**
 * Connections that wait to be accepted; systems cut it to their own limit. One that finds no place is tried again by its sender's system after
 * a second, then two, then four, however fast the host would have refused it.
 */
const waitingConnections = 4_096;

const createApp = (
  loggerInstance: FastifyBaseLogger,
  { problemBase = '', trustedProxies = [], timeouts = defaultTimeouts }: HostOptions,
): FastifyInstance =>
  fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    // Every line names its request itself; a logger of its own for each would be made mostly for nothing.
    childLoggerFactory: (shared) => shared,
    // Slow senders are cut off: of headers here, of bodies by `limitBodyTime`.
    requestTimeout: 0,
    http: {
      headersTimeout: timeouts.headersMilliseconds,
      // Node looks for who is too slow every half minute, which is longer than they have.
      connectionsCheckingInterval: Math.ceil(timeouts.headersMilliseconds / 5),
    },
    keepAliveTimeout: 72_000,
    // By a matcher of our own: one proxy may tell another one with a port beside its address.
    ...(trustedProxies.length > 0 && { trustProxy: addressMatcher(trustedProxies) }),
    // Requests that are on their way when the host closes are answered as any other, on connections that end with them.
    return503OnClosing: false,
    clientErrorHandler: answerClientError(problemBase),
    frameworkErrors: (error, request, reply) => {
      const send = request.server.phananh.senderFor(request.url);
      send(new HttpError('malformed-request', error.message), request, reply);
    },
  });
