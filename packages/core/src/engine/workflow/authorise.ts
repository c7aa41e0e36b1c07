import type { Actor } from '../base/actor.ts';
import { Forbidden, WrongPhase } from '../base/errors.ts';
import type { Instant } from '../base/time.ts';
import { refusedBy } from './refused.ts';
import type { Transition, Workflow, WorkflowTypes } from './workflow.ts';

type Subject<T extends WorkflowTypes> = {
  readonly workflow: Workflow<T>;
  readonly state: T['state'];
  readonly actor: Actor;
  readonly now: Instant;
  readonly policy: T['policy'];
};

/** Whether role and ownership let the actor give this command for this subject, whatever its phase. */
const mayGive = <T extends WorkflowTypes>(
  { workflow, state, actor }: Pick<Subject<T>, 'workflow' | 'state' | 'actor'>,
  command: Transition<T>,
): boolean => {
  if (workflow.audienceOf(state, actor) === undefined) return false;
  if (workflow.imports?.(state, actor) === true) return true;
  if (!command.by.includes(actor.kind)) return false;
  const relation = command.relation ?? 'own';
  return relation === 'any' || workflow.isOwn(state, actor) === (relation === 'own');
};

const inPhase = <T extends WorkflowTypes>({ workflow, state }: Subject<T>, command: Transition<T>): boolean =>
  command.from === 'any' || command.from.includes(workflow.phaseOf(state));

/** The names of the commands that this actor may give now, in the order of the table. */
export const allowedCommands = <T extends WorkflowTypes>(subject: Subject<T>): readonly string[] =>
  Object.entries(subject.workflow.commands)
    .filter(
      ([, command]) =>
        command.from !== 'none' &&
        command.internal !== true &&
        inPhase(subject, command) &&
        mayGive(subject, command) &&
        command.when?.(subject.state, subject) === undefined,
    )
    .map(([name]) => name);

/**
 * Throws {@link Forbidden} unless the actor may know of the subject. Before anything else is looked at: whatever else a refusal
 * would say, it would say of something that is not there for them.
 */
export const demandVisible = <T extends WorkflowTypes>(
  { workflow, state, actor }: Pick<Subject<T>, 'workflow' | 'state' | 'actor'>,
  name: string,
): void => {
  if (workflow.audienceOf(state, actor) !== undefined) return;
  throw new Forbidden(`${actor.kind} ${actor.id} may not ${name} this ${workflow.name}`, {
    visible: false,
    command: name,
  });
};

/** Throws {@link Forbidden}, {@link WrongPhase} or {@link Refused} unless the actor may give this command now. */
export const demandAllowed = <T extends WorkflowTypes>(
  subject: Subject<T>,
  name: string,
  command: Transition<T>,
): void => {
  const { workflow, state, actor } = subject;
  demandVisible(subject, name);
  if (!mayGive(subject, command)) {
    throw new Forbidden(`${actor.kind} ${actor.id} may not ${name} this ${workflow.name}`, {
      visible: true,
      command: name,
      by: command.by,
    });
  }
  if (!inPhase(subject, command))
    throw new WrongPhase(name, workflow.phaseOf(state), allowedCommands(subject));
  const refusal = command.when?.(state, subject);
  if (refusal !== undefined) throw refusedBy(workflow, name, command, refusal);
};
