import { type NamedWorkflow, workflowNamed } from '../../workflows-in.ts';
import { type PolicyMessage, policyMessage, policyOf } from '../report/report-timers.ts';
import type { Hosted } from './read-side-of.ts';

/** What tables are made of, as a thread is told it: a policy as data, and functions by the modules that they are in. */
export interface HostedMessage {
  readonly policy: PolicyMessage | undefined;
  readonly workflows: readonly NamedWorkflow[];
}

/** Whether a thread can be told what it takes: each workflow says which module lists it. */
export const canBeTold = ({ workflows = [] }: Hosted): boolean =>
  workflows.every(({ module }) => module !== undefined);

/** @throws TypeError for a workflow that does not say which module lists it */
export const hostedMessage = ({ policy, workflows = [] }: Hosted): HostedMessage => ({
  policy: policy && policyMessage(policy),
  workflows: workflows.map(({ module, workflow: { name } }) => {
    if (module === undefined)
      throw new TypeError(`${name}: a thread loads its projections from a module, which it does not name`);
    return { module, name };
  }),
});

/** Loads what a message tells of. @throws {@link UnloadableWorkflows} for a module that does not list what it should */
export const hostedOf = async ({ policy, workflows }: HostedMessage): Promise<Hosted> => ({
  policy: policy && policyOf(policy),
  workflows: await Promise.all(workflows.map(workflowNamed)),
});
