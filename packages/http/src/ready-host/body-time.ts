import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/**
 * Cuts off requests whose body does not come, but those of routes that look after that themselves. Node's own `requestTimeout` is of
 * the whole server.
 *
 * @param bodyMilliseconds how long the body of a request may take
 * @param answer what is told to a sender that is cut off
 */
export const limitBodyTime = (
  app: FastifyInstance,
  bodyMilliseconds: number,
  answer: (error: NodeJS.ErrnoException, socket: IncomingMessage['socket']) => void,
  now: () => number = () => performance.now(),
): void => {
  const coming = new Map<IncomingMessage, number>();
  const look = (): void => {
    const before = now() - bodyMilliseconds;
    for (const [request, since] of coming) {
      if (request.destroyed || request.complete) coming.delete(request);
      else if (since < before) {
        coming.delete(request);
        answer(
          Object.assign(new Error('the body did not come'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }),
          request.socket,
        );
      }
    }
  };
  const timer = setInterval(look, Math.min(1_000, bodyMilliseconds / 5)).unref();
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
  app.addHook('onResponse', ({ raw }, _reply, done) => {
    // Who was answered before all of it came, such as that nobody is let in so, goes on sending, and holds a connection.
    if (raw.complete !== false || raw.destroyed) coming.delete(raw);
    else if (!coming.has(raw)) coming.set(raw, now());
    done();
  });
  app.addHook('onClose', async () => clearInterval(timer));
};
