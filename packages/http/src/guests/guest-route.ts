import type { Reports } from '@phananh/core';
import type { FastifyInstance } from 'fastify';
import { objectSchema } from '../openapi/json-schema.ts';
import { newGuest } from './guest-tokens.ts';

/** `POST /guests`: for citizens who report without signing in, where the host lets them. */
export const guestRoute = (
  app: FastifyInstance,
  { reports, guestKey }: { readonly reports: Reports; readonly guestKey: Uint8Array },
): void => {
  app.post(
    '/guests',
    {
      config: {
        permission: 'public',
        counted: 'creation',
        operation: {
          id: 'guest',
          tag: 'report',
          summary: 'Lets somebody report without signing in.',
          description:
            'The answer has a bearer token for a day: with it one uploads photos, submits a report and has its link made, as a citizen whom nobody knows. What guests create and upload is counted by the address that they come from. Only where the host is configured so.',
          responses: {
            201: {
              description: 'Somebody who is nobody else.',
              schema: objectSchema({
                token: { type: 'string' },
                validUntil: { type: 'string', format: 'date-time' },
              }),
            },
          },
          errors: [],
        },
      },
    },
    async (_, reply) => {
      const { token, validUntil } = newGuest(guestKey, reports.handler.clock.now());
      return reply.code(201).header('cache-control', 'no-store').send({ token, validUntil });
    },
  );
};
