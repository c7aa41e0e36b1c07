import type { Actor } from '../../base/actor.ts';
import { type CheckedDefinition, unknownNames, type WorkflowIssue } from './issue.ts';

/** Who gives the commands of timers and reactions. */
const giver: Actor['kind'] = 'system';

/** Commands that timers and reactions give, and that are not there or not theirs to give. */
export const givenIssues = (workflow: CheckedDefinition): readonly WorkflowIssue[] => [
  ...issuesOfGiven(workflow, '/timers/gives', workflow.timers?.gives ?? []),
  ...(['reactions', 'compensations'] as const).flatMap((kind) => [
    ...unknownNames(`/${kind}`, 'event', Object.keys(workflow[kind] ?? {}), workflow.events),
    ...Object.entries(workflow[kind] ?? {}).flatMap(([type, { gives }]) =>
      // Those of other workflows are looked at where they stand side by side, in the process manager.
      issuesOfGiven(workflow, `/${kind}/${type}/gives`, gives[workflow.name] ?? []),
    ),
  ]),
];

/**
 * What is wrong with commands that the workflow is to be given by itself, or by another one.
 *
 * @param byAnother an event of another workflow may begin a subject, whose id it names
 */
export const issuesOfGiven = (
  { name, commands }: Pick<CheckedDefinition, 'name' | 'commands'>,
  pointer: string,
  gives: readonly string[],
  byAnother = false,
): readonly WorkflowIssue[] =>
  gives.flatMap((given) => {
    const command = Object.hasOwn(commands, given) ? commands[given] : undefined;
    if (command === undefined)
      return [{ pointer, message: `names ${given}, which is no command of ${name}` }];
    if (command.from === 'none' && !byAnother)
      return [{ pointer, message: `names ${given}, which begins a ${name} and is given to none` }];
    return command.by.includes(giver)
      ? []
      : [{ pointer, message: `names ${given}, which \`${giver}\` may not give` }];
  });
