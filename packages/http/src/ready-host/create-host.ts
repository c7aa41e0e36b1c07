import { randomUUID } from 'node:crypto';
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import { isLoopback } from '../auth/loopback.ts';
import { HttpError } from '../errors/http-errors.ts';
import { type PhananhOptions, phananh } from '../plugins/phananh-api.ts';
import { routeBasis } from '../plugins/route-basis.ts';
import { limitBodyTime } from './body-time.ts';
import { answerClientError } from './client-error.ts';
import { closeConnectionsWhenClosing } from './closing.ts';
import { hostLogger, type LogOptions, logRequests } from './logging.ts';
import { hostMetrics } from './metrics.ts';
import { rootRoute } from './root-route.ts';

export interface HostOptions extends PhananhOptions {
  readonly log?: LogOptions;
  /** Registers more routes, another workflow's for one, before the application starts. */
  readonly extend?: (app: FastifyInstance) => Promise<void>;
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
  const { closeMilliseconds = 10_000 } = options;
  const { logger, plain, flush } = hostLogger(log);
  const app = createApp(logger, options.problemBase ?? '');
  closeConnectionsWhenClosing(app, closeMilliseconds);
  limitBodyTime(app, answerClientError(options.problemBase ?? ''));
  logRequests(app, plain, log.requestLevel ?? 'info');
  await app.register(routeBasis, { ...options, ownsApplication: true });
  // First, so that it counts the requests of every route.
  hostMetrics(app, { reports, readModels, timers, reactions: options.reactions });
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
      return app.listen(address);
    },
    close: () => {
      closed ??= close();
      return closed;
    },
  };
};

const createApp = (loggerInstance: FastifyBaseLogger, base: string): FastifyInstance =>
  fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    // Every line names its request itself; a logger of its own for each would be made mostly for nothing.
    childLoggerFactory: (shared) => shared,
    // Slow senders are cut off: of headers here, of bodies by `limitBodyTime`.
    requestTimeout: 0,
    http: { headersTimeout: 10_000 },
    keepAliveTimeout: 72_000,
    // Requests that are on their way when the host closes are answered as any other, on connections that end with them.
    return503OnClosing: false,
    clientErrorHandler: answerClientError(base),
    frameworkErrors: (error, request, reply) => {
      request.server.phananh.sendProblem(new HttpError('malformed-request', error.message), request, reply);
    },
  });
