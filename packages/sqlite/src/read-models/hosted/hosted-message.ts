import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import { type PolicyMessage, policyMessage, policyOf } from '../report/report-timers.ts';
import type { Hosted } from './read-side-of.ts';

/** What tables are made of, as a thread is told it: a policy as data, and functions by the modules that they are in. */
export interface HostedMessage {
  readonly policy: PolicyMessage | undefined;
  readonly workflows: readonly { readonly module: string; readonly name: string }[];
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

/** Loads what a message tells of. @throws TypeError for a module that does not list what it should */
export const hostedOf = async ({ policy, workflows }: HostedMessage): Promise<Hosted> => ({
  policy: policy && policyOf(policy),
  workflows: await Promise.all(
    workflows.map(async ({ module, name }) => {
      const found = (await workflowsIn(module)).find(({ workflow }) => workflow.name === name);
      if (found === undefined) throw new TypeError(`${module} lists no workflow ${name}`);
      return found;
    }),
  ),
});

/**
 * The workflows that a module lists: its default export is one, or several.
 *
 * @param module a URL
 * @returns each with the module that it is from
 * @throws TypeError for a module that lists none
 */
export const workflowsIn = async (module: string): Promise<readonly AnyHostedWorkflow[]> => {
  const { default: listed }: { readonly default?: unknown } = await import(module);
  const workflows: readonly unknown[] = [listed].flat();
  if (workflows.length === 0 || !workflows.every(isHosted))
    throw new TypeError(
      `the default export of ${module} is no list of workflows, as hostedWorkflow makes them`,
    );
  return workflows.map((one) => ({ ...one, module }));
};

/** What a module exports is known by its looks only. */
const isHosted = (value: unknown): value is AnyHostedWorkflow =>
  typeof value === 'object' &&
  value !== null &&
  'workflow' in value &&
  'projections' in value &&
  Array.isArray(value.projections) &&
  'lists' in value;
