import type { FastifyInstance } from 'fastify';
import { HttpError } from '../errors/http-errors.ts';

/**
 * Refuses a request with several `Host` headers (RFC 9112, 3.2): Node keeps the first, and a proxy before it may have gone by another one.
 */
export const demandOneHost = (app: FastifyInstance): void => {
  app.addHook('onRequest', async (request, reply) => {
    const { rawHeaders } = request.raw;
    const named = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
    if (named.length <= 1) return;
    const error = new HttpError('malformed-request', 'it has several Host headers');
    // Preflights as well, whose route is made before problems are answered.
    return app.phananh.senderFor(request.url)(error, request, reply);
  });
};
