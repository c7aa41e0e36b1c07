import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** How long the body of a request may take: longer than any honest one of 1 MiB does. */
const bodyMilliseconds = 30_000;

/** How often is looked. */
const period = 1_000;

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/**
 * Cuts off requests whose body does not come, but those of routes that look after that themselves. Node's own `requestTimeout` is of
 * the whole server.
 *
 * @param answer what is told to a sender that is cut off
 */
export const limitBodyTime = (
  app: FastifyInstance,
  answer: (error: NodeJS.ErrnoException, socket: IncomingMessage['socket']) => void,
  now: () => number = () => performance.now(),
): void => {
  const coming = new Map<IncomingMessage, number>();
  const look = (): void => {
    const before = now() - bodyMilliseconds;
    for (const [request, since] of coming) {
      if (request.destroyed) coming.delete(request);
      else if (since < before) {
        coming.delete(request);
        answer(
          Object.assign(new Error('the body did not come'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }),
          request.socket,
        );
      }
    }
  };
  const timer = setInterval(look, period).unref();
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.config.hasOwnTime !== true && hasBody(request.raw))
      coming.set(request.raw, now());
    done();
  });
  // It is there, or nobody waits for it any more.
  app.addHook('preValidation', (request, _reply, done) => {
    coming.delete(request.raw);
    done();
  });
  app.addHook('onResponse', (request, _reply, done) => {
    coming.delete(request.raw);
    done();
  });
  app.addHook('onClose', async () => clearInterval(timer));
};
