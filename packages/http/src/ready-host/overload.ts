import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { HttpError } from '../errors/http-errors.ts';
import type { OverloadLimits } from '../plugins/limits.ts';

/** A second is what is looked at of the event loop; after it things may be different. */
const sampleMilliseconds = 1_000;

/**
 * Refuses requests at their first moment, before anything of them was done, while those that are being answered take all there is:
 * who is refused can try again, who waits too long does so as well, and is worked for twice. What watches the host is answered.
 *
 * A request counts from when all of it is there: who sends slowly costs a connection, and no room that others could be answered in.
 * Uploads are for as long as their senders need, and take turns by themselves.
 */
export const refuseOverload = async (
  app: FastifyInstance,
  { requestsAtOnce, eventLoopDelayMilliseconds }: OverloadLimits,
): Promise<void> => {
  let answering = 0;
  const demandRoom = (reply: FastifyReply): void => {
    if (answering < requestsAtOnce) return;
    throw refused(reply, `${requestsAtOnce} requests are being answered`);
  };
  app.addHook('onRequest', async ({ routeOptions: { config } }, reply) => {
    if (config?.counted !== 'never') demandRoom(reply);
  });
  app.addHook('preValidation', async ({ routeOptions: { config } }, reply) => {
    if (config?.counted === 'never' || config?.hasOwnTime === true) return;
    // Many may have come to their end at the same time.
    demandRoom(reply);
    if (reply.raw.closed) return;
    answering += 1;
    // Whatever becomes of it: also of what the client has left.
    reply.raw.once('close', () => {
      answering -= 1;
    });
  });
  await app.register(underPressure, {
    maxEventLoopDelay: eventLoopDelayMilliseconds,
    sampleInterval: sampleMilliseconds,
    pressureHandler: async ({ routeOptions: { config } }, reply, _, milliseconds) => {
      if (config?.counted === 'never') return;
      throw refused(reply, `the event loop is ${Math.round(milliseconds ?? 0)} ms late`);
    },
  });
};

/**
 * The connection is closed with it: who does not wait as they are told comes back by one that has to be accepted again, which is slower than
 * the refusals that would keep the loop from the requests that are being answered.
 */
const refused = (reply: FastifyReply, why: string): HttpError => {
  reply.header('connection', 'close');
  return new HttpError('overloaded', `the host has more to do than it can: ${why}`, { retryAfterSeconds: 1 });
};
