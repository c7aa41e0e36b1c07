import { NotDeclared, type PhananhError, Refused } from './errors.ts';
import type { Refusal, Workflow, WorkflowTypes } from './workflow.ts';

/** The error of a rule that says no; another one when the workflow's table does not have its code, which nobody could look up. */
export const refusedBy = <T extends WorkflowTypes>(
  { name: workflow, refusals }: Workflow<T>,
  command: string,
  { refused: refusal, message, details }: Refusal<T['refusal']>,
): PhananhError =>
  Object.hasOwn(refusals, refusal)
    ? new Refused(refusal, message, details)
    : new NotDeclared(`${workflow}: ${command} refused with ${refusal}, which its definition does not name`, {
        workflow,
        command,
        refusal,
      });
