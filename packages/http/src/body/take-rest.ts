import type { IncomingMessage } from 'node:http';

/** How long what is sent of a refused request is still taken, so that its sender gets to read why. */
const lingerMilliseconds = 5_000;

/**
 * Takes what still comes of a request that is answered already, and leaves it. Nothing else reads it: a parser that has stopped would
 * hold it back, and with it the next request of the connection. Closing instead would reset the connection, and the answer be lost.
 */
export const takeRest = (request: IncomingMessage): void => {
  if (request.complete) return;
  request.unpipe();
  request.resume();
  setTimeout(() => {
    if (!request.complete) request.destroy();
  }, lingerMilliseconds).unref();
};
