import { type AnyHostedWorkflow, desk, deskWith, erasures } from '@phananh/core/read-models';
import { actorIds, addressIds, identityWorkflows, identityWorkflowsWith } from '@phananh/identity';
import type { StorePlace } from './store-address.ts';

/** The workflows of a place: who may stands in every log, beside what somebody brings. */
export const withIdentity = (workflows: readonly AnyHostedWorkflow[] = []): readonly AnyHostedWorkflow[] => [
  ...identityWorkflows,
  ...erasures,
  ...desk,
  ...workflows,
];

/** As {@link withIdentity}, for who gives commands: without a secret nobody is invited by an address. */
export const withIdentityFor = ({
  workflows = [],
  identitySecret,
  citizenIssuers,
  longestKeyDays,
  bulkCases,
}: Pick<
  StorePlace,
  'workflows' | 'identitySecret' | 'citizenIssuers' | 'longestKeyDays' | 'bulkCases'
>): readonly AnyHostedWorkflow[] => [
  ...identityWorkflowsWith({
    ...(identitySecret && { addressIds: addressIds(actorIds(identitySecret)) }),
    beside: [...erasures, ...desk, ...workflows],
    citizenIssuers,
    longestKeyDays,
  }),
  ...erasures,
  ...deskWith({ beside: [...identityWorkflows, ...erasures, ...workflows], mostCases: bulkCases }),
  ...workflows,
];
