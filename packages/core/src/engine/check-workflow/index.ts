import { InvalidWorkflow } from '../errors.ts';
import { commandIssues } from './commands.ts';
import { eventIssues } from './events.ts';
import { givenIssues } from './given.ts';
import type { CheckedDefinition } from './issue.ts';
import { shapeIssues } from './shape.ts';
import { viewIssues } from './views.ts';

/** Definitions that were found right: a handler asks again, for those that were never given to `define`. */
const checked = new WeakSet<object>();

/**
 * A definition whose parts fit together: every name that one part says of another is a name there.
 *
 * @throws InvalidWorkflow with everything that is wrong, each by the place where it stands
 */
export const checkedWorkflow = <Definition extends object>(definition: Definition): Definition => {
  if (checked.has(definition)) return definition;
  const { name } = definition as { readonly name?: unknown };
  const wrongShape = shapeIssues(definition);
  if (wrongShape.length > 0) throw new InvalidWorkflow(String(name), wrongShape);
  // Its shape was checked just now.
  const workflow = definition as unknown as CheckedDefinition;
  const issues = [
    ...eventIssues(workflow),
    ...commandIssues(workflow),
    ...viewIssues(workflow),
    ...givenIssues(workflow),
  ];
  if (issues.length > 0) throw new InvalidWorkflow(workflow.name, issues);
  checked.add(definition);
  return definition;
};
