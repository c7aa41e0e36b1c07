import fc from 'fast-check';
import type { Actor } from '../../engine/base/actor.ts';
import type { CommandHandler } from '../../engine/commands/command-handler.ts';
import type { Workflow, WorkflowTypes } from '../../engine/workflow/workflow.ts';
import type { Choose } from './inputs.ts';

/** A command that somebody tries to give. */
export interface Try {
  /** Whether it is one of those that somebody is told they may give. */
  readonly isAllowed: boolean;
  readonly command: number;
  readonly actor: number;
  readonly hours: number;
  readonly dice: readonly number[];
}

export const tries = (most: number): fc.Arbitrary<readonly Try[]> =>
  fc.array(
    fc.record({
      isAllowed: fc.constantFrom(true, true, false),
      command: fc.nat(),
      actor: fc.nat(),
      hours: fc.integer({ min: 0, max: 96 }),
      dice: fc.array(fc.nat({ max: 11 }), { minLength: 12, maxLength: 12 }),
    }),
    { maxLength: most, size: 'max' },
  );

/** Chooses as dice say. */
export const choosing = (dice: readonly number[]): Choose => {
  let next = 0;
  return (values) => values[(dice[next++ % dice.length] ?? 0) % values.length] ?? values[0];
};

/** A command, by somebody. */
interface Attempt {
  readonly command: string;
  readonly actor: Actor;
}

/**
 * What is tried next: often something that somebody may do, rather what leads on than what ends everything, because from there
 * histories come further; else anything by anybody.
 */
export const attemptOf = <T extends WorkflowTypes>(
  { workflow, allowedCommands }: Pick<CommandHandler<T>, 'workflow' | 'allowedCommands'>,
  actors: readonly Actor[],
  state: T['state'],
  step: Try,
): Attempt | undefined => {
  const names = Object.keys(workflow.commands).filter((name) => workflow.commands[name]?.from !== 'none');
  const allowed = actors.flatMap((actor) =>
    allowedCommands(state, actor).map((command): Attempt => ({ command, actor })),
  );
  const likely = allowed.flatMap((one) => Array<Attempt>(likelihoodOf(workflow, one.command)).fill(one));
  if (step.isAllowed && likely.length > 0) return likely[step.command % likely.length];
  const command = names[step.command % names.length];
  const actor = actors[step.actor % actors.length];
  return command === undefined || actor === undefined ? undefined : { command, actor };
};

const likelihoodOf = <T extends WorkflowTypes>({ commands, phases }: Workflow<T>, name: string): number => {
  const to: readonly T['phase'][] | undefined = commands[name]?.to;
  if (to === undefined) return 4;
  return to.every((phase) => phases[phase].final === true) ? 1 : 12;
};
