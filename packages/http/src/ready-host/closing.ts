import type { FastifyInstance } from 'fastify';

/** Lets kept-alive connections end with the answer that they wait for once the application closes, and cuts off what takes too long. */
export const closeConnectionsWhenClosing = (app: FastifyInstance, milliseconds: number): void => {
  let closing = false;
  let deadline: NodeJS.Timeout | undefined;
  app.addHook('preClose', async () => {
    closing = true;
    deadline = setTimeout(() => app.server.closeAllConnections(), milliseconds);
    deadline.unref();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close');
    done();
  });
  app.addHook('onClose', async () => clearTimeout(deadline));
};
