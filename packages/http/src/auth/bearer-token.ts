import '@phananh/core/demand-node';

import type { FastifyRequest } from 'fastify';

/** What stands after `Bearer` (RFC 6750, 2.1; the scheme in any case: RFC 9110, 11.1); undefined when nothing does. */
export const bearerTokenOf = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
