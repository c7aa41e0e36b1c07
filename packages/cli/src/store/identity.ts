import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import { identityWorkflows } from '@phananh/identity';

/** The workflows of a place: who may stands in every log, beside what somebody brings. */
export const withIdentity = (workflows: readonly AnyHostedWorkflow[] = []): readonly AnyHostedWorkflow[] => [
  ...identityWorkflows,
  ...workflows,
];
