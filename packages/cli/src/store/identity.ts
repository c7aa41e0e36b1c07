import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import { actorIds, addressIds, identityWorkflows, identityWorkflowsWith } from '@phananh/identity';

/**
 * The workflows of a place: who may stands in every log, beside what somebody brings.
 *
 * @param identitySecret for who gives commands: without it nobody is invited by an address
 */
export const withIdentity = (
  workflows: readonly AnyHostedWorkflow[] = [],
  identitySecret?: Uint8Array,
): readonly AnyHostedWorkflow[] => [
  ...(identitySecret === undefined
    ? identityWorkflows
    : identityWorkflowsWith({ addressIds: addressIds(actorIds(identitySecret)) })),
  ...workflows,
];
