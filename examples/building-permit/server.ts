import { type Actor, commandHandler } from '@phananh/core';
import { foundation, workflowRoutes } from '@phananh/http';
import { sqliteEventStore } from '@phananh/sqlite';
import { type FastifyInstance, fastify } from 'fastify';
import { permitWorkflow } from './permit.ts';

/** Bearer tokens of this example; a real host verifies real ones. */
const people: ReadonlyMap<string, Actor> = new Map([
  ['Bearer ann', { kind: 'applicant', id: 'ann' }],
  ['Bearer ben', { kind: 'applicant', id: 'ben' }],
  ['Bearer clerk', { kind: 'clerk', id: 'c-1' }],
  ['Bearer inspector', { kind: 'inspector', id: 'i-1' }],
]);

/** An application with the routes of the building permit. */
export const permitServer = async (path: string): Promise<FastifyInstance> => {
  const store = sqliteEventStore(path);
  const app = fastify();
  await app.register(foundation, {
    authenticate: ({ headers }) => people.get(headers.authorization ?? ''),
    title: 'Building permits',
  });
  await app.register(workflowRoutes, {
    path: '/v1/permits',
    handler: commandHandler({ workflow: permitWorkflow, store, policy: undefined }),
  });
  app.addHook('onClose', () => store.close());
  return app;
};
