import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import { type AddressIds, identityWorkflows, identityWorkflowsWith } from '@phananh/identity';

/**
 * The workflows of a place: who may stands in every log, beside what somebody brings.
 *
 * @param addressIds for who gives commands: without them nobody is invited by an address
 */
export const withIdentity = (
  workflows: readonly AnyHostedWorkflow[] = [],
  addressIds?: AddressIds,
): readonly AnyHostedWorkflow[] => [
  ...(addressIds === undefined ? identityWorkflows : identityWorkflowsWith({ addressIds })),
  ...workflows,
];
