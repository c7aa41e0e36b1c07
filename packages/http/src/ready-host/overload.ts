import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { HttpError } from '../errors/http-errors.ts';
import type { OverloadLimits } from '../plugins/limits.ts';

/** A second is what is looked at of the event loop; after it things may be different. */
const sampleMilliseconds = 1_000;

/**
 * Refuses requests at their first moment, before anything of them was done, while those that are being answered take all there is:
 * who is refused can try again, who waits too long does so as well, and is worked for twice. What watches the host is answered.
 */
export const refuseOverload = async (
  app: FastifyInstance,
  { requestsAtOnce, eventLoopDelayMilliseconds }: OverloadLimits,
): Promise<void> => {
  let answering = 0;
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config?.counted === 'never') return;
    answering += 1;
    // Whatever becomes of it: also of what the client has left.
    reply.raw.once('close', () => {
      answering -= 1;
    });
    if (answering > requestsAtOnce) throw overloaded(`${requestsAtOnce} requests are being answered`);
  });
  await app.register(underPressure, {
    maxEventLoopDelay: eventLoopDelayMilliseconds,
    sampleInterval: sampleMilliseconds,
    pressureHandler: async ({ routeOptions: { config } }, _, __, milliseconds) => {
      if (config?.counted === 'never') return;
      throw overloaded(`the event loop is ${Math.round(milliseconds ?? 0)} ms late`);
    },
  });
};

const overloaded = (why: string) =>
  new HttpError('overloaded', `the host has more to do than it can: ${why}`, { retryAfterSeconds: 1 });
