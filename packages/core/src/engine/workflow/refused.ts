import { NotDeclared, type PhananhError, Refused } from '../base/errors.ts';
import type { Command, Refusal, Workflow, WorkflowTypes } from './workflow.ts';

/**
 * The error of a rule that says no. Another one when the command does not say that it refuses so, or the workflow's table does not have
 * the code: whoever reads what the command can answer would not find it.
 */
export const refusedBy = <T extends WorkflowTypes>(
  { name: workflow, refusals }: Workflow<T>,
  command: string,
  { refuses = [] }: Pick<Command<T>, 'refuses'>,
  { refused: refusal, message, details }: Refusal<T['refusal']>,
): PhananhError =>
  Object.hasOwn(refusals, refusal) && refuses.includes(refusal)
    ? new Refused(refusal, message, details)
    : new NotDeclared(`${workflow}: ${command} refused with ${refusal}, which its definition does not name`, {
        workflow,
        command,
        refusal,
      });
