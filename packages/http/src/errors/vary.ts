import type { FastifyReply } from 'fastify';

/** Names a header that an answer depends on, beside those that others have named (RFC 9110, 12.5.5). */
export const varyBy = (reply: FastifyReply, name: string): FastifyReply => {
  const named = [reply.getHeader('vary') ?? []]
    .flat()
    .join(', ')
    .split(', ')
    .filter((one) => one !== '');
  return named.includes(name) ? reply : reply.header('vary', [...named, name].join(', '));
};
