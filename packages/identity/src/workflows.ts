import { type AnyHostedWorkflow, hostedWorkflow } from '@phananh/core/read-models';
import { apiKeyWorkflow } from './keys/api-key.ts';
import { apiKeyList, everyApiKey } from './keys/api-key-list.ts';

/** Who may, as workflows that a host runs beside reports: `runReports({ workflows: identityWorkflows })`. */

const apiKeys = hostedWorkflow({
  workflow: apiKeyWorkflow,
  policy: undefined,
  projections: [apiKeyList],
  lists: { 'api-keys': everyApiKey },
  path: '/api-keys',
  module: import.meta.url,
});

const identityWorkflows: readonly AnyHostedWorkflow[] = [apiKeys];

/** Threads load them from here. */
export default identityWorkflows;
