import type { FastifyInstance } from 'fastify';

/** What an answer may do in a browser: nothing. A page says itself what it needs; ours need a style of their own. */
const nothing = "default-src 'none'; frame-ancestors 'none'";
const ownStyle =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** RFC 6797. Said over TLS only, which a trusted proxy may end. Not of subdomains: they are not this host's to speak for. */
const strictTransport = 'max-age=31536000';

/**
 * Headers for browsers, on every answer that has none of its own. A handful of fixed lines: a library for them is made for sites,
 * whose defaults would all have to be set otherwise for an API.
 */
export const sendSecurityHeaders = (app: FastifyInstance): void => {
  app.addHook('onSend', async (request, reply, payload) => {
    const isPage = String(reply.getHeader('content-type')).startsWith('text/html');
    const headers = {
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': isPage ? ownStyle : nothing,
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      ...(request.protocol === 'https' && { 'strict-transport-security': strictTransport }),
    };
    for (const [name, value] of Object.entries(headers))
      if (!reply.hasHeader(name)) reply.header(name, value);
    return payload;
  });
};
