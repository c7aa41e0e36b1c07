import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** What a page may read of an answer, beside what it always may. */
const exposedHeaders = [
  'ETag',
  'Location',
  'Link',
  'Retry-After',
  'Idempotent-Replayed',
  'Content-Language',
  'Content-Disposition',
  'Content-Range',
  'Accept-Ranges',
];

/**
 * Lets pages of some origins use the API from browsers, and no others. Never with cookies: who somebody is says `Authorization`.
 *
 * Answers preflights before anybody is asked who they are, because browsers send no token with them.
 */
export const allowOrigins = async (app: FastifyInstance, origins: readonly string[]): Promise<void> => {
  if (origins.length === 0) return;
  app.addHook('onRequest', async (request) => {
    if (request.method === 'OPTIONS') await app.countPreflight?.(request);
  });
  app.addHook('onRoute', (route) => {
    if (![route.method].flat().includes('OPTIONS')) return;
    // The route of preflights is made before there is a handler of errors: a refusal would be told as a fault of the host.
    route.errorHandler = (error, request, reply) => app.phananh.senderFor(request.url)(error, request, reply);
  });
  await app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Accept-Language',
      'Idempotency-Key',
      'If-Match',
      'If-None-Match',
      'If-Range',
      'Range',
      'traceparent',
    ],
    exposedHeaders,
    maxAge: 7200,
    credentials: false,
    // One that names no origin is answered as well, and told nothing.
    strictPreflight: false,
  });
};
