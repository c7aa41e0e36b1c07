import type { ServerResponse } from 'node:http';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { takeRest } from '../body/take-rest.ts';
import { HttpError } from '../errors/http-errors.ts';
import type { OverloadLimits } from '../plugins/limits.ts';

/** A second is what is looked at of the event loop; after it things may be different. */
const sampleMilliseconds = 1_000;

/**
 * Refuses requests at their first moment, before anything of them was done, while those that are being answered take all there is:
 * who is refused can try again, who waits too long does so as well, and is worked for twice. What watches the host is answered.
 *
 * A request counts from when all of it is there until its answer is: who sends or reads slowly costs a connection, and no room that others
 * could be answered in.
 * Uploads are for as long as their senders need, and take turns by themselves.
 * Forms of pages are read even so, a quarter as many at once: who typed for a quarter of an hour and is refused gets back what they typed.
 */
export const refuseOverload = async (
  app: FastifyInstance,
  { requestsAtOnce, eventLoopDelayMilliseconds }: OverloadLimits,
): Promise<void> => {
  app.decorateRequest('overloaded', undefined);
  const answering = new Set<ServerResponse>();
  const givenBack = new Set<ServerResponse>();
  const mostGivenBack = Math.ceil(requestsAtOnce / 4);
  const refuse = async (request: FastifyRequest, reply: FastifyReply, why: string): Promise<void> => {
    const { raw } = reply;
    if (request.routeOptions.config?.saysOverload !== true || givenBack.size >= mostGivenBack)
      throw await refused(request, reply, why);
    givenBack.add(raw);
    raw.once('close', () => givenBack.delete(raw));
    request.overloaded = overloaded(why);
  };
  const demandRoom = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (answering.size < requestsAtOnce || request.overloaded !== undefined) return;
    await refuse(request, reply, `${requestsAtOnce} requests are being answered`);
  };
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config?.counted !== 'never') await demandRoom(request, reply);
  });
  app.addHook('preValidation', async (request, reply) => {
    const { config } = request.routeOptions;
    if (config?.counted === 'never' || config?.hasOwnTime === true) return;
    // Many may have come to their end at the same time.
    await demandRoom(request, reply);
    if (reply.raw.closed || request.overloaded !== undefined) return;
    answering.add(reply.raw);
    // Whatever becomes of it: also of what the client has left.
    reply.raw.once('close', () => answering.delete(reply.raw));
  });
  app.addHook('onSend', async (_request, reply, payload) => {
    answering.delete(reply.raw);
    return payload;
  });
  // What was late while the host began says nothing of whether it can answer now: the first sample that counts began after it.
  let lateCountsFrom = 0;
  app.addHook('onListen', async () => {
    lateCountsFrom = performance.now() + 2 * sampleMilliseconds;
  });
  await app.register(underPressure, {
    maxEventLoopDelay: eventLoopDelayMilliseconds,
    sampleInterval: sampleMilliseconds,
    pressureHandler: async (request, reply, _, milliseconds) => {
      if (request.routeOptions.config?.counted === 'never' || performance.now() < lateCountsFrom) return;
      if (request.overloaded === undefined)
        await refuse(request, reply, `the event loop is ${Math.round(milliseconds ?? 0)} ms late`);
    },
  });
};

/**
 * The connection is closed with it: who does not wait as they are told comes back by one that has to be accepted again, which is slower than
 * the refusals that would keep the loop from the requests that are being answered.
 * Where the body is still on its way it stays open: closing would reset it, and who uploads a photo would never read when to come back.
 */
const refused = async ({ raw }: FastifyRequest, reply: FastifyReply, why: string): Promise<HttpError> => {
  // What came together with the headers has been read by then.
  await Promise.resolve();
  if (raw.complete === false) takeRest(raw);
  else reply.header('connection', 'close');
  return overloaded(why);
};

const overloaded = (why: string): HttpError =>
  new HttpError('overloaded', `the host has more to do than it can: ${why}`, { retryAfterSeconds: 1 });
