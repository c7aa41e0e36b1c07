import type { Host } from '@phananh/http';
import type { LastUse } from './last-use.ts';

/** `GET /v1/api-keys/last-use`: when keys were last used on this host, for `createHost({ extend })`. */
export const lastUseRoute =
  ({ uses }: Pick<LastUse, 'uses'>) =>
  async (app: Host['app']): Promise<void> => {
    app.get(
      '/v1/api-keys/last-use',
      {
        config: {
          permission: ['admin'],
          operation: {
            id: 'apiKey.last-use',
            tag: 'apiKey',
            summary: 'When keys were last used on this host, by their ids.',
            description:
              'Every host knows of its own, and writes it to its disk once a minute at most: a host that was killed knows a minute less. A key that is not here was never used on it.',
            responses: {
              200: {
                description: 'Of all of them.',
                schema: {
                  type: 'object',
                  properties: {
                    lastUse: {
                      type: 'object',
                      additionalProperties: { type: 'string', format: 'date-time' },
                    },
                  },
                  required: ['lastUse'],
                  additionalProperties: false,
                },
              },
            },
            errors: [],
          },
        },
      },
      async (_, reply) => {
        reply.header('cache-control', 'private, no-cache');
        return { lastUse: uses() };
      },
    );
  };
