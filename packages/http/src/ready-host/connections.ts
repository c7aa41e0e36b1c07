import type { Socket } from 'node:net';
import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { isLoopback } from '../auth/loopback.ts';
import type { OverloadLimits } from '../plugins/limits.ts';
import { addressMatcher } from '../plugins/told-address.ts';

/**
 * Closes connections that are over the limits, before a byte of them is read: each that is held open, and sends nothing or slowly,
 * costs memory and a file descriptor.
 *
 * @param trustedProxies addresses that connections of many come from
 */
export const limitConnections = (
  app: FastifyInstance,
  { connections, connectionsOfAddress }: OverloadLimits,
  trustedProxies: readonly string[],
): void => {
  const { server } = app;
  server.maxConnections = connections;
  const isTrusted = addressMatcher(trustedProxies);
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket;
    if (remoteAddress === undefined || isLoopback(remoteAddress) || isTrusted(remoteAddress)) return;
    const address = normalizeIP(remoteAddress);
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
    if (count > connectionsOfAddress) socket.destroy();
  });
};
